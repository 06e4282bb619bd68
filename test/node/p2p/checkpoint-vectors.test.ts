// The vectors of checkpoints: what was said comes to the same chunk and root here, and its signature is taken, as a second client must.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import * as dagCbor from "@ipld/dag-cbor";
import { encodeBlock } from "../../../protocol/block.ts";
import { type Address, fromHex, toHex } from "../../../protocol/ids.ts";
import type { JournalRecord, SignedCertificate } from "../../../protocol/journal.ts";
import { createRecover } from "../../../node/chain/recover.ts";
import { buildState, judgeState } from "../../../node/p2p/checkpoint/build.ts";
import { checkCheckpoint } from "../../../node/p2p/checkpoint/signing.ts";
import { publicKeyOf } from "../../../node/p2p/keys.ts";

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../protocol/vectors/${name}.json`, import.meta.url), "utf8"));
const vectors = read("checkpoint");
const { chainId, verifyingContract } = read("journal").domain;
const domain = { chainId, escrow: verifyingContract.toLowerCase() as Address };
const never = new AbortController().signal;

describe("the vectors of checkpoints", () => {
  const blocks = new Map<string, Uint8Array>();
  const put = (digest: Uint8Array, bytes: Uint8Array) => void blocks.set(toHex(digest), bytes);
  const find = (digest: Uint8Array) => blocks.get(toHex(digest));

  it("chunk and root follow from what was said", async () => {
    const said: { sequence: number; record: string }[] = vectors.said;
    const page = (_owner: Address, after: number) => {
      const sequence = after + 1;
      const records = said
        .filter((one) => one.sequence === sequence)
        .map(({ record }) => dagCbor.decode<JournalRecord>(fromHex(record)));
      return [{ sequence, digest: new Uint8Array(32), bytes: encodeBlock({ payload: { records } }) }];
    };
    const rules = { owner: vectors.owner, domain, recover: createRecover() };
    const { root, items, bytes } = await buildState(
      rules,
      { page },
      undefined,
      vectors.checkpoint.sequence,
      find,
      put,
      never,
    );
    assert.deepEqual(
      [toHex(root), items, bytes],
      [vectors.checkpoint.root, vectors.checkpoint.items, vectors.checkpoint.bytes],
    );
    assert.equal(toHex(find(root)!), vectors.root);
    assert.deepEqual([...blocks.values()].map(toHex).toSorted(), [vectors.chunk, vectors.root].toSorted());
  });

  it("the signature counts under the epoch that it names, and under no other", async () => {
    const certificate = { epoch: 1, journalKey: `0x${publicKeyOf(fromHex(vectors.journalKey))}` } as SignedCertificate;
    const at = (one: SignedCertificate) => checkCheckpoint(fromHex(vectors.signed), domain, { at: () => one });
    const verdict = at(certificate);
    assert.ok(verdict.ok);
    assert.equal(verdict.value.owner, vectors.owner);
    assert.equal((await judgeState(verdict.value.checkpoint, find, put, never)).ok, true);
    for (const [code, one] of [
      ["checkpoint.epoch", { ...certificate, epoch: 2 }],
      ["checkpoint.signature", { ...certificate, journalKey: `0x${publicKeyOf(new Uint8Array(32).fill(1))}` }],
    ] as const) {
      const other = at(one as SignedCertificate);
      assert.equal(other.ok ? "ok" : other.code, code);
    }
  });
});
