// Which peer's exchange pulls a journal, and when another may.
import assert from "node:assert/strict";
import { once, EventEmitter } from "node:events";
import { describe, it } from "node:test";
import type { Address } from "../../../protocol/ids.ts";
import { createClaims } from "../../../node/p2p/sync/claims.ts";

const owner = `0x${"0a".repeat(20)}` as Address;

describe("the claim to pull a journal", () => {
  it("is one peer's until it stalls; then all who were turned away are asked, and the one that gives has it", async () => {
    const told = new EventEmitter();
    const asked: string[] = [];
    const claims = createClaims((peerId, of, sequence) => {
      assert.equal(of, owner);
      asked.push(`${peerId} ${sequence}`);
      told.emit("asked");
    });
    assert.equal(claims.take("silent", owner, 9), true);
    assert.equal(claims.take("silent", owner, 9), true);
    assert.equal(claims.take("as silent", owner, 9), false);
    assert.equal(claims.take("honest", owner, 7), false);
    await once(told, "asked");
    assert.deepEqual(asked.splice(0), ["as silent 9", "honest 7"]);
    assert.equal(claims.take("as silent", owner, 9), true);
    assert.equal(claims.take("honest", owner, 7), true);
    claims.progressed("honest", owner);
    assert.equal(claims.take("late", owner, 8), false);
    claims.release("silent", [owner]);
    assert.deepEqual(asked, [], "a claim that was lost cannot be released");
    claims.release("honest", [owner]);
    assert.deepEqual(asked, ["late 8"], "what the one had not is asked of the next");
    assert.equal(claims.isTaken(owner), false);
  });
});
