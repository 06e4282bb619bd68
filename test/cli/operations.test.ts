// Following an operation to its end, over a connection that breaks.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NodeUnreachable } from "../../client/call.ts";
import { finished } from "../../client/operations.ts";
import type { Operation } from "../../protocol/api/schemas.ts";

const pending = { id: "op-1", kind: "import", status: "pending" } as unknown as Operation;
const done = { ...pending, status: "done" } as unknown as Operation;
const broken = new NodeUnreachable("it broke", { lost: true });
const nobody = new NodeUnreachable("nobody listens there");

/** Answers one after another. */
function answering(...answers: (Operation | Error)[]) {
  let asked = 0;
  const client = {
    operation: async () => {
      const answer = answers[asked++] ?? assert.fail("asked once too often");
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { client, asked: () => asked };
}

describe("an operation", () => {
  it("is followed on when a connection breaks, also while the node starts again", async () => {
    const { client, asked } = answering(pending, broken, nobody, done);
    assert.equal((await finished(client, pending)).status, "done");
    assert.equal(asked(), 4);
  });

  it("is given up at once where nobody listens from the start", async () => {
    const { client, asked } = answering(nobody);
    await assert.rejects(finished(client, pending), nobody);
    assert.equal(asked(), 1);
  });

  it("is given up when who waits has gone", async () => {
    const abort = new AbortController();
    const { client } = answering(broken, done);
    setTimeout(() => abort.abort(new Error("ctrl-c")), 20);
    await assert.rejects(finished(client, pending, { signal: abort.signal }), { message: "ctrl-c" });
  });
});
