// sha2-256 as a node has it (OpenSSL) and as a browser has it (JavaScript): the same digests, of messages of every length around a block.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sha256 as ofNode } from "#sha256";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { sha256 as openssl } from "../../protocol/hashing/sha256-node.ts";
import { sha256 as ofBrowser } from "../../protocol/hashing/sha256.ts";

/** Bytes that SHA-256 takes in at a time (FIPS 180-4). */
const BLOCK = 64;

describe("sha2-256", () => {
  it("is OpenSSL's in a node", () => assert.equal(ofNode, openssl));

  it("is what CIDs are made of", () => {
    for (const sha256 of [ofNode, ofBrowser]) {
      // FIPS 180-4, example B.1.
      const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
      assert.equal(bytesToHex(sha256(utf8ToBytes("abc"))), expected);
    }
  });

  it("is the same in both, for every length up to three blocks, for a long message and for a part of one", () => {
    const message = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 251);
    for (const length of [...Array.from({ length: 3 * BLOCK + 2 }, (_, index) => index), message.length]) {
      const part = message.subarray(message.length - length);
      assert.equal(bytesToHex(ofNode(part)), bytesToHex(ofBrowser(part)), `${length} bytes`);
    }
  });
});
