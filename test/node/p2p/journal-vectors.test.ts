// The vectors of journals: certificates, entries and fork proofs are judged here as they say, and as a second client must.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type Address, fromHex } from "../../../protocol/ids.ts";
import { CERTIFICATE_FIELDS, type SignedCertificate, certificateDigest } from "../../../protocol/journal.ts";
import { encodeType } from "../../../protocol/typed-data.ts";
import { baseAt, checkCertificate, covering } from "../../../node/p2p/journal/certificate.ts";
import { EMPTY, createEntry, headOf } from "../../../node/p2p/journal/entry.ts";
import { checkFork } from "../../../node/p2p/journal/fork.ts";
import { createIdentity } from "../../../node/p2p/journal/identity.ts";
import { judgeFollowing } from "../../../node/p2p/journal/join.ts";
import { recover } from "../../../node/chain/recover.ts";

const vectors = JSON.parse(readFileSync(new URL("../../../protocol/vectors/journal.json", import.meta.url), "utf8"));
const domain = { chainId: vectors.domain.chainId, escrow: vectors.domain.verifyingContract.toLowerCase() as Address };
const certificates: SignedCertificate[] = vectors.certificates.map(
  ({ words, signature }: { words: object; signature: string }) => ({ ...words, signature }),
);
const rules = {
  address: vectors.address,
  certificate: (sequence: number) => covering(certificates, sequence),
  base: (sequence: number) => baseAt(certificates, sequence),
};
const entries: Uint8Array[] = vectors.entries.map(({ bytes }: { bytes: string }) => fromHex(bytes));
const { owner } = certificates[0]!;

describe("the vectors of journals", () => {
  it("certificates: type, digest and signature", () => {
    assert.equal(encodeType("Certificate", CERTIFICATE_FIELDS), vectors.type);
    for (const [index, certificate] of certificates.entries()) {
      assert.equal(certificateDigest(domain, certificate), vectors.certificates[index].digest);
      assert.equal(checkCertificate(certificate, domain, recover).ok, true);
    }
    for (const { code, words, signature } of vectors.refusedCertificates) {
      const verdict = checkCertificate({ ...words, signature }, domain, recover);
      assert.equal(verdict.ok || verdict.code, code);
    }
  });

  it("entries: bytes, digests, and a history over two epochs", () => {
    const joined = judgeFollowing(EMPTY, entries, rules);
    assert.equal(joined.refused, undefined);
    assert.deepEqual(
      joined.entries.map(({ hash }) => hash),
      vectors.entries.map(({ hash }: { hash: string }) => hash),
    );
    const key = fromHex(vectors.journalKey);
    let head = EMPTY;
    for (const { epoch, records, bytes } of joined.entries) {
      head = createEntry(key, createIdentity(key), vectors.address, head, epoch, records);
      assert.deepEqual(Buffer.from((head as (typeof joined.entries)[0]).bytes), Buffer.from(bytes));
    }
  });

  it("entries that are refused, and why", () => {
    for (const { name, code, after, bytes } of vectors.refused) {
      const { digest } = vectors.entries[after];
      const joined = judgeFollowing(headOf(after + 1, fromHex(digest)), [fromHex(bytes)], rules);
      assert.equal(joined.refused?.code, code, name);
    }
  });

  it("a frozen journal ends before its fork", () => {
    const joined = judgeFollowing(EMPTY, entries, rules, 3);
    assert.deepEqual([joined.entries.length, joined.refused?.code], [2, "journal.frozen"]);
  });

  it("forks: what proves one, and what does not", () => {
    for (const { name, code, entries: pair } of vectors.forks) {
      const verdict = checkFork(owner, pair.map(fromHex), vectors.address, certificates);
      assert.equal(verdict.ok ? null : verdict.code, code, name);
    }
  });
});
