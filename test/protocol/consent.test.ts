// Signed releases and settlements: types, digests and signatures of the vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { computeAddress, recoverAddress } from "ethers";
import {
  RELEASE_FIELDS,
  type Release,
  SETTLEMENT_FIELDS,
  type Settlement,
  releaseDigest,
  settlementDigest,
} from "../../protocol/consent.ts";
import { encodeType } from "../../protocol/typed-data.ts";
import { DOMAIN } from "../support/sample.ts";

const { types, cases } = JSON.parse(
  readFileSync(new URL("../../protocol/vectors/consents.json", import.meta.url), "utf8"),
);

test("the types are the vectors'", () => {
  assert.equal(encodeType("Release", RELEASE_FIELDS), types.Release);
  assert.equal(encodeType("Settlement", SETTLEMENT_FIELDS), types.Settlement);
});

for (const { name, kind, values, digest, signerKey, signature } of cases) {
  test(`${name} has the vector's digest, which its signer signed`, () => {
    const numbers = Object.fromEntries(
      Object.entries<string>(values).map(([field, value]) => [field, value.startsWith("0x") ? value : Number(value)]),
    );
    const ours =
      kind === "Release"
        ? releaseDigest(DOMAIN, numbers as unknown as Release)
        : settlementDigest(DOMAIN, numbers as unknown as Settlement);
    assert.equal(ours, digest);
    assert.equal(recoverAddress(digest, signature), computeAddress(signerKey));
  });
}

test("a number that does not fit its field is never signed", () => {
  const settlement: Settlement = { orderId: cases[0].values.orderId, buyerBps: 65_536, deadline: 1 };
  assert.throws(() => settlementDigest(DOMAIN, settlement), RangeError);
});
