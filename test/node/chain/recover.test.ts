// Recovery of signers: native and portable code agree, and nothing malleable or malformed gets an address.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SigningKey, Wallet, computeAddress } from "ethers";
import { createRecover, portableRecover, recover } from "../../../node/chain/recover.ts";
import { type Hex32, keccak } from "../../../protocol/ids.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const portable = createRecover(portableRecover);
const digestOf = (text: string): Hex32 => keccak(new TextEncoder().encode(text));

describe("recover", () => {
  it("names the signer, natively and portably", () => {
    for (let i = 0; i < 20; i++) {
      const key = new SigningKey(Wallet.createRandom().privateKey);
      const digest = digestOf(`message ${i}`);
      const signature = key.sign(digest).serialized;
      const expected = computeAddress(key.publicKey).toLowerCase();
      assert.equal(recover(digest, signature), expected);
      assert.equal(portable(digest, signature), expected);
      assert.notEqual(recover(digestOf("other"), signature), expected);
    }
  });

  it("refuses the malleable twin, other lengths, other v, and points that are none", () => {
    const key = new SigningKey(`0x${"11".repeat(32)}`);
    const digest = digestOf("x");
    const { r, s, v, serialized } = key.sign(digest);
    const twin = (ORDER - BigInt(s)).toString(16).padStart(64, "0");
    const bad = [
      `${r}${twin}${v === 27 ? "1c" : "1b"}`,
      serialized.slice(0, -2),
      `${serialized}00`,
      `${serialized.slice(0, -2)}1d`,
      `${serialized.slice(0, -2)}00`,
      `0x${"00".repeat(64)}1b`,
      `0x${"ff".repeat(32)}${s.slice(2)}1b`,
      "0x",
      "",
      "not hex",
    ];
    for (const signature of bad) {
      assert.equal(recover(digest, signature), undefined, signature);
      assert.equal(portable(digest, signature), undefined, signature);
    }
  });
});
