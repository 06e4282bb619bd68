// States as files: which records count, where chunks end, what two states share, and what is refused of chunks that others made.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { unixfs } from "@helia/unixfs";
import type { Blockstore } from "interface-blockstore";
import type { CID } from "multiformats/cid";
import fc from "fast-check";
import { encodeBlock } from "../../../protocol/block.ts";
import { type Item, keyOf, MAX_CHUNK_BYTES, MIN_CHUNK_BYTES } from "../../../protocol/checkpoint.ts";
import type { JournalRecord } from "../../../protocol/journal.ts";
import { createRecover } from "../../../node/chain/recover.ts";
import { buildState, judgeState } from "../../../node/p2p/checkpoint/build.ts";
import { createChunker } from "../../../node/p2p/checkpoint/chunks.ts";
import { createFileWriter, leavesOf, rootCid } from "../../../node/p2p/checkpoint/file.ts";
import { encodeItem, parseItems, varint } from "../../../node/p2p/checkpoint/items.ts";
import { createState } from "../../../node/p2p/checkpoint/state.ts";
import { sha256 } from "../../../node/p2p/keys.ts";
import { listingRecord } from "../../support/p2p-listings.ts";
import { DOMAIN, createAccount } from "../../support/p2p-node.ts";

const rules = { owner: createAccount("seller").address, domain: DOMAIN, recover: createRecover() };
const never = new AbortController().signal;

/** Blocks in memory. */
function createMemory() {
  const blocks = new Map<string, Uint8Array>();
  const hex = (digest: Uint8Array) => Buffer.from(digest).toString("hex");
  return {
    blocks,
    put: (digest: Uint8Array, bytes: Uint8Array) => void blocks.set(hex(digest), bytes),
    find: (digest: Uint8Array) => blocks.get(hex(digest)),
  };
}

const keyed = (number: number, of = 100_000) => `listing/item-${String(number % of).padStart(6, "0")}`;

/** @returns digests of the chunks of these items, sorted by key */
function chunksOf(sizes: Map<string, number>): { digest: string; bytes: number }[] {
  const chunks: { digest: string; bytes: number }[] = [];
  const chunker = createChunker((bytes) =>
    chunks.push({ digest: Buffer.from(sha256(bytes)).toString("hex"), bytes: bytes.length }),
  );
  for (const [key, size] of [...sizes].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = Buffer.alloc(size, `${key} ${size}`);
    chunker.add(key, bytes);
  }
  chunker.end();
  return chunks;
}

const shared = (a: ReturnType<typeof chunksOf>, b: ReturnType<typeof chunksOf>): number => {
  const known = new Set(a.map(({ digest }) => digest));
  return b.filter(({ digest }) => known.has(digest)).length;
};

const anyItems = fc
  .array(fc.tuple(fc.nat({ max: 99_999 }), fc.integer({ min: 40, max: 3_000 })), { minLength: 300, maxLength: 1_500 })
  .map((list) => new Map(list.map(([number, size]) => [keyed(number), size])));

describe("chunks of a state", () => {
  it("are between 64 and 256 KiB but for the last, whatever the items", () => {
    const items = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 40, max: 64_000 })), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(items, (list) => {
        const sizes = new Map(list.map(([number, size]) => [keyed(number), size]));
        const chunks = chunksOf(sizes);
        for (const { bytes } of chunks.slice(0, -1)) assert.ok(bytes >= MIN_CHUNK_BYTES && bytes <= MAX_CHUNK_BYTES);
        assert.ok(chunks.at(-1)!.bytes <= MAX_CHUNK_BYTES);
        const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
        assert.equal(
          chunks.reduce((sum, { bytes }) => sum + bytes, 0),
          total,
        );
      }),
      { numRuns: 50 },
    );
  });

  it("end at 256 KiB where no key ends them", () => {
    const goesOn = (key: string) => Buffer.from(sha256(key)).readUInt32BE(0) > 2 ** 31;
    const keys = Array.from({ length: 2_000 }, (_, number) => keyed(number)).filter(goesOn);
    const chunks = chunksOf(new Map(keys.map((key) => [key, 1_000])));
    assert.deepEqual(new Set(chunks.slice(0, -1).map(({ bytes }) => bytes)), new Set([262_000]));
  });

  it("are the same but for a few around an item that is edited, added or removed", () => {
    fc.assert(
      fc.property(
        anyItems,
        fc.nat({ max: 99_999 }),
        fc.option(fc.integer({ min: 40, max: 3_000 })),
        (before, at, size) => {
          const after = new Map(before);
          if (size === null) after.delete([...before.keys()][at % before.size]!);
          else after.set(keyed(at), size);
          const [old, young] = [chunksOf(before), chunksOf(after)];
          assert.ok(
            young.length - shared(old, young) <= 4,
            `${young.length} chunks, ${shared(old, young)} of them known`,
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it("share nine in ten with those before when one in a hundred items, side by side, is edited", () => {
    const before = new Map(Array.from({ length: 20_000 }, (_, number) => [keyed(number), 1_100]));
    const after = new Map(before);
    for (let number = 7_000; number < 7_200; number++) after.set(keyed(number), 1_150);
    const [old, young] = [chunksOf(before), chunksOf(after)];
    assert.ok(old.length > 100);
    assert.ok(shared(old, young) >= 0.9 * young.length, `${shared(old, young)} of ${young.length}`);
  });
});

describe("the file of a state", () => {
  it("is read by a stock UnixFS reader, also where a node cannot name all chunks", async () => {
    for (const leaves of [0, 1, 5, 1_024, 1_030]) {
      const { blocks, put, find } = createMemory();
      const writer = createFileWriter(put);
      const content = Array.from({ length: leaves }, (_, number) => encodeBlock(`leaf ${number}`));
      content.forEach(writer.addLeaf);
      const { root, bytes } = writer.end();
      const expected = Buffer.concat(content);
      assert.equal(bytes, expected.length);
      assert.deepEqual(Buffer.concat([...leavesOf(root, find)]), expected);
      const blockstore = {
        async *get(cid: CID) {
          yield find(cid.multihash.digest)!;
        },
        has: (cid: CID) => find(cid.multihash.digest) !== undefined,
      } as unknown as Blockstore;
      const parts: Uint8Array[] = [];
      for await (const part of unixfs({ blockstore }).cat(rootCid(root))) parts.push(part);
      assert.deepEqual(Buffer.concat(parts), expected);
      assert.equal((await unixfs({ blockstore }).stat(rootCid(root))).type, "file");
      assert.ok(blocks.size >= leaves);
    }
  });
});

describe("a state", () => {
  const profile: JournalRecord = { kind: "profile", block: new Uint8Array([1]) };
  const said = Array.from({ length: 60 }, (_, n) => listingRecord("seller", `l-${n}`));

  it("holds the latest accepted record of each key, by rising key", () => {
    const state = createState(rules);
    const stranger = listingRecord("stranger", "l-1");
    said.forEach((record, index) => state.add(record, index + 1));
    state.add(listingRecord("seller", "l-3", 2), 70);
    state.add({ kind: "delisting", listing: "l-4" as never }, 71);
    state.add({ kind: "delisting", listing: "unknown" as never }, 71);
    state.add(stranger, 72); // refused: listed for somebody else
    state.add({ ...said[6]!, block: said[5]!.block }, 73); // not signed so
    state.add(profile, 74); // malformed
    const items = [...state.items()].flatMap(({ bytes }) => {
      const verdict = parseItems(bytes);
      return verdict.ok ? verdict.value.map(({ item }) => item) : [];
    });
    state.close();
    assert.deepEqual(
      items.map(([key]) => key),
      said
        .map((_, n) => `listing/l-${n}`)
        .filter((key) => key !== "listing/l-4")
        .toSorted(),
    );
    const sequences = new Map(items.map(([key, sequence]) => [key, sequence]));
    assert.deepEqual(
      ["l-1", "l-3", "l-5"].map((id) => sequences.get(`listing/${id}`)),
      [2, 70, 6],
    );
  });

  /** As entries hold them: one record each. */
  const entriesOf = (records: JournalRecord[]) => ({
    page: (_owner: string, sequence: number) =>
      records.slice(sequence, sequence + 7).map((record, index) => ({
        sequence: sequence + index + 1,
        digest: new Uint8Array(32),
        bytes: encodeBlock({ payload: { records: [record] } }),
      })),
  });

  it("is the same from all entries and from an earlier state and the rest, wherever that was made", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 59 }), { minLength: 2, maxLength: 60 }), fc.nat(), async (picks, cut) => {
        const records = picks.map((pick, index): JournalRecord =>
          index % 5 === 4 ? { kind: "delisting", listing: `l-${pick}` as never } : said[pick]!,
        );
        const { put, find } = createMemory();
        const entries = entriesOf(records);
        const at = 1 + (cut % records.length);
        const whole = await buildState(rules, entries, undefined, records.length, find, put, never);
        const earlier = await buildState(rules, entries, undefined, at, find, put, never);
        const later = await buildState(rules, entries, { ...earlier, sequence: at }, records.length, find, put, never);
        assert.deepEqual(later, whole);
      }),
      { numRuns: 20 },
    );
  });

  /** A file of these chunks, and what a checkpoint would say of it. */
  function fileOf(chunks: Uint8Array[], items: number) {
    const memory = createMemory();
    const writer = createFileWriter(memory.put);
    chunks.forEach(writer.addLeaf);
    const { root, bytes } = writer.end();
    const checkpoint = {
      v: 1,
      kind: "checkpoint",
      journal: "",
      epoch: 1,
      sequence: 9,
      head: root,
      root,
      bytes,
      items,
    } as const;
    return { checkpoint, ...memory };
  }

  const itemOf = (record: JournalRecord, sequence = 1, key: string = keyOf(record)!) =>
    encodeItem([key, sequence, record] as Item);

  it("of other people's making is taken only if every byte of it is as it would be made here", async () => {
    const [a, b] = [listingRecord("seller", "a"), listingRecord("seller", "b")];
    const good = [itemOf(a), itemOf(b, 2)];
    const delisting: JournalRecord = { kind: "delisting", listing: "a" as never };
    const cases: Record<string, [chunks: Uint8Array[], items: number]> = {
      ok: [[Buffer.concat(good)], 2],
      "checkpoint.order": [[Buffer.concat(good.toReversed())], 2],
      "checkpoint.items": [[Buffer.concat(good)], 1],
      "checkpoint.root": [good, 2], // cut where no chunk ends
      "checkpoint.item": [[itemOf(a, 10)], 1], // later than the checkpoint
      "checkpoint.chunk": [[Buffer.concat([varint(500), new Uint8Array(20)])], 1],
    };
    const malformed: [Uint8Array[], number][] = [
      [[itemOf(a, 1, "listing/b")], 1],
      [[itemOf({ ...a, block: new Uint8Array(9) }, 1, "listing/a")], 1],
      [[encodeItem(["listing/a", 1, delisting] as unknown as Item)], 1],
      [[encodeItem(["listing/a", 1, { ...a, extra: 1 }] as unknown as Item)], 1],
      [[Buffer.concat([varint(3), Uint8Array.of(0x18, 0x01, 0x00)])], 1],
    ];
    for (const [code, [chunks, items]] of Object.entries(cases)) {
      const { checkpoint, find, put } = fileOf(chunks, items);
      const verdict = await judgeState(checkpoint, find, put, never);
      assert.equal(verdict.ok ? "ok" : verdict.code, code);
    }
    for (const [index, [chunks, items]] of malformed.entries()) {
      const { checkpoint, find, put } = fileOf(chunks, items);
      const verdict = await judgeState(checkpoint, find, put, never);
      assert.match(verdict.ok ? "ok" : verdict.code, /^checkpoint\.item/, String(index));
    }
    const large = fileOf([new Uint8Array(MAX_CHUNK_BYTES + 1)], 1);
    const verdict = await judgeState(large.checkpoint, large.find, large.put, never);
    assert.equal(verdict.ok ? "ok" : verdict.code, "checkpoint.chunk");
  });
});
