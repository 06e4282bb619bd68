// A libp2p dial rejected with something that is no Error, under load, and ended the process: seen in the bench with 15 readers.
import assert from "node:assert/strict";
import { it } from "node:test";
import { faultOf } from "../../node/p2p/net/frames.ts";

it("a rejection that is no Error is no fault of the peer, and throws nothing", () => {
  for (const thrown of [undefined, null, "reset", {}, { name: 7 }]) assert.equal(faultOf(thrown), undefined);
  assert.equal(faultOf(Object.assign(new Error(), { name: "InvalidDataLengthError" })), "frame.size");
});
