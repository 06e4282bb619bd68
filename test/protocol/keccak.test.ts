// keccak256 as a node has it (WebAssembly) and as a browser has it (JavaScript): the same digests, of messages of every length around a block.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keccak256 as ofNode } from "#keccak";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { keccak256 as ofBrowser } from "../../protocol/hashing/keccak.ts";
import { keccak256 as wasm } from "../../protocol/hashing/keccak-wasm.ts";

/** Bytes that Keccak takes in at a time (FIPS 202, c = 512). */
const BLOCK = 136;

describe("keccak256", () => {
  it("is WebAssembly in a node", () => assert.equal(ofNode, wasm));

  it("is what Ethereum uses, before SHA-3 changed the padding", () => {
    for (const keccak256 of [ofNode, ofBrowser]) {
      const hex = (text: string) => bytesToHex(keccak256(utf8ToBytes(text)));
      assert.equal(hex(""), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
      // The first four bytes are an ERC-20's best known selector.
      assert.equal(hex("transfer(address,uint256)").slice(0, 8), "a9059cbb");
    }
  });

  it("is the same in both, for every length up to three blocks and for a long message", () => {
    const message = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 251);
    for (const length of [...Array.from({ length: 3 * BLOCK + 2 }, (_, index) => index), message.length]) {
      assert.deepEqual(ofNode(message.subarray(0, length)), ofBrowser(message.subarray(0, length)), `${length} bytes`);
    }
  });

  it("gives bytes that the next digest leaves as they are", () => {
    const first = ofNode(utf8ToBytes("first"));
    const kept = first.slice();
    ofNode(utf8ToBytes("second"));
    assert.deepEqual(first, kept);
  });
});
