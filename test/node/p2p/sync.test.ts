// The two sides of sync against each other, without a network between them: all that a peer has comes in one exchange, whatever is lost comes in a later one.
import assert from "node:assert/strict";
import { after, afterEach, describe, it } from "node:test";
import fc from "fast-check";
import { ownCertificate } from "../../../node/p2p/journal/certificate.ts";
import { EMPTY, type Entry } from "../../../node/p2p/journal/entry.ts";
import { createIdentity } from "../../../node/p2p/journal/identity.ts";
import { RANGE_BYTES } from "../../../node/p2p/sync/wire.ts";
import type { SignedCertificate } from "../../../protocol/journal.ts";
import { counted, report } from "../../support/long.ts";
import { chainOf } from "../../support/p2p-histories.ts";
import { blockRecord, certify, createAccount, createNursery, journalKeyOf } from "../../support/p2p-node.ts";
import { FAULTS, type Replica, createReplica } from "../../support/sync-pair.ts";

const nursery = createNursery();

interface Writer {
  certificate: SignedCertificate;
  entries: Entry[];
}

function createWriter(seed: string, count: number, size = 100): Writer {
  const account = createAccount(seed);
  const { address: owner } = account;
  const identity = createIdentity(journalKeyOf(seed));
  const keys = { owner, journalKey: `0x${identity.publicKey}`, identity: identity.hash } as const;
  const all = { ...keys, encryptionKey: `0x${"cd".repeat(32)}` } as const;
  const certificate = certify(account, ownCertificate(undefined, all, EMPTY, 1_800_000_000)!);
  const words = Array.from({ length: count }, (_, number) => blockRecord(number, size));
  return { certificate, entries: chainOf(seed, 1, words) };
}

describe("one exchange of sync", () => {
  const replicas: Replica[] = [];
  const replica = (name: string): Replica => {
    const made = createReplica(nursery.folder(), name);
    replicas.push(made);
    return made;
  };
  afterEach(() => replicas.splice(0).forEach((one) => one.close()));
  after(nursery.end);

  it("brings all journals, also those that one answer has no room for", async () => {
    const [holder, reader] = [replica("holder"), replica("reader")];
    const writers = Array.from({ length: 60 }, (_, number) => createWriter(`writer ${number}`, 3, 60_000));
    for (const { certificate, entries } of writers) holder.give(certificate, entries);
    assert.ok(writers.length * 3 * 60_000 > RANGE_BYTES);
    await reader.pullFrom(holder);
    assert.equal(reader.hash(), holder.hash());
  });

  it("that is begun again and again is refused: the first page of a digest is dear", async () => {
    const [holder, reader] = [replica("holder"), replica("reader")];
    const begun: boolean[] = [];
    for (let number = 0; number < 60; number++) {
      begun.push(
        await reader.pullFrom(holder).then(
          () => true,
          () => false,
        ),
      );
    }
    assert.deepEqual(begun.slice(0, 20), Array(20).fill(true), "as often as a peer in good faith may want to");
    assert.ok(begun.includes(false));
    assert.equal(holder.refusals.list()[0]?.reason, "sync.rate");
  });

  const MOST = 5;
  const writers = ["a", "b", "c"].map((seed) => createWriter(seed, MOST));
  const exchange = fc.record({
    from: fc.nat(2),
    to: fc.nat(2),
    faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 12 }),
  });

  it("that loses, doubles, mixes up or breaks off leaves nothing wrong: later ones bring all nodes to the same", async () => {
    const numRuns = counted(300, 25);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(MOST), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 }),
        fc.array(exchange, { maxLength: 6 }),
        async (lengths, exchanges) => {
          const nodes = ["x", "y", "z"].map(replica);
          for (const [node, held] of lengths.entries()) {
            for (const [index, count] of held.entries()) {
              const { certificate, entries } = writers[index]!;
              if (count > 0) nodes[node]!.give(certificate, entries.slice(0, count));
            }
          }
          for (const { from, to, faults } of exchanges) {
            if (from !== to) await nodes[from]!.pullFrom(nodes[to]!, faults).catch(() => {});
          }
          for (const [from, to] of [
            [0, 1],
            [0, 2],
            [1, 0],
            [2, 0],
          ] as const)
            await nodes[from]!.pullFrom(nodes[to]!);
          const furthest = replica("all");
          for (const [index, { certificate, entries }] of writers.entries()) {
            const count = Math.max(...lengths.map((held) => held[index]!));
            if (count > 0) furthest.give(certificate, entries.slice(0, count));
          }
          assert.deepEqual(
            nodes.map((node) => node.hash()),
            Array(3).fill(furthest.hash()),
          );
          replicas.splice(0).forEach((one) => one.close());
        },
      ),
      { numRuns },
    );
    const measured = `${numRuns} of ${numRuns}`; // or the property has thrown
    report(
      { test: "exchanges with faults among 3 nodes", count: numRuns, figure: "equal hash after honest ones", measured },
      {},
    );
  });
});
