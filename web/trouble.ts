// What went wrong, in words for a person: problems of the node (RFC 9457), and a node that does not answer.
import { ApiProblem, NodeUnreachable } from "../client/call.ts";

export interface Trouble {
  code: string;
  title: string;
  detail: string;
  field?: string | undefined;
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof ApiProblem) {
    const { code, title, detail, field } = error.problem;
    return { code, title, detail, field };
  }
  if (error instanceof NodeUnreachable) {
    return {
      code: "node.unreachable",
      title: "Your node does not answer",
      detail: "It may have been stopped: start it again with npm start, this page goes on by itself.",
    };
  }
  return { code: "page.fault", title: "This page could not read the answer", detail: (error as Error).message };
}
