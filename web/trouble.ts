// What went wrong, in words for a person: problems of the node (RFC 9457), and a node that does not answer.
import { ApiProblem, NodeUnreachable } from "../client/call.ts";

export interface Trouble {
  code: string;
  title: string;
  detail: string;
  field?: string | undefined;
}

/** Sessions end with the node that gave them. */
export const AWAY =
  "If it is only busy, this page goes on by itself. If it was stopped, start it again and open the link that it prints.";

export function troubleOf(error: unknown): Trouble {
  if (error instanceof ApiProblem) {
    const { code, title, detail, field } = error.problem;
    return { code, title, detail, field };
  }
  if (error instanceof NodeUnreachable) {
    return {
      code: "node.unreachable",
      title: "Your node does not answer",
      detail: AWAY,
    };
  }
  // What does not fit the schema is told at length by zod; a person needs to know only where.
  const { issues, message } = error as Error & { issues?: { path: PropertyKey[] }[] };
  const where = issues?.[0]?.path.join(".");
  return {
    code: "page.fault",
    title: "This page could not read the answer",
    detail: where ? `Your node gave something unexpected (${where}). Load the page again; it may be older.` : message,
  };
}
