// What every adapter of the port Journals must do, whatever is behind it.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import type { Address } from "../../protocol/ids.ts";
import { type JournalRecord, MAX_RECORDS } from "../../protocol/journal.ts";
import type { JournalEntry, Journals } from "../../node/core/ports/journals.ts";
import { blockRecord, entriesOf } from "../support/p2p-node.ts";

export interface JournalsUnderTest {
  journals: Journals;
  self: Address;
}

export interface JournalsFactory {
  create(): Promise<JournalsUnderTest>;
  end(): Promise<void>;
}

const recordsOf = (entries: JournalEntry[]): JournalRecord[] => entries.flatMap(({ records }) => records);

export function acceptJournals(name: string, factory: JournalsFactory): void {
  describe(`Journals of ${name}`, () => {
    afterEach(factory.end);

    it("starts empty", async () => {
      const { journals, self } = await factory.create();
      assert.equal(journals.head(self), undefined);
      assert.deepEqual(journals.heads(), []);
      assert.deepEqual(await entriesOf(journals, self), []);
    });

    it("appends without any peer, and counts from 1", async () => {
      const { journals, self } = await factory.create();
      const first = await journals.append([blockRecord(1)]);
      assert.deepEqual({ owner: first.owner, sequence: first.sequence }, { owner: self, sequence: 1 });
      assert.match(first.cid, /^baf[a-z2-7]{56}$/);
      const second = await journals.append([blockRecord(2)]);
      assert.equal(second.sequence, 2);
      assert.notEqual(second.cid, first.cid);
      assert.deepEqual(journals.head(self), second);
      assert.deepEqual(journals.heads(), [second]);
    });

    it("gives back what was appended, in order, from any sequence", async () => {
      const { journals, self } = await factory.create();
      const records = Array.from({ length: 5 }, (_, number) => blockRecord(number));
      for (const record of records) await journals.append([record]);
      const all = await entriesOf(journals, self);
      assert.deepEqual(
        all.map(({ sequence }) => sequence),
        [1, 2, 3, 4, 5],
      );
      assert.deepEqual(recordsOf(all), records);
      assert.deepEqual(await entriesOf(journals, self, 3), all.slice(3));
      assert.deepEqual(await entriesOf(journals, self, 5), []);
      assert.deepEqual(await entriesOf(journals, self, 99), []);
    });

    it("keeps the order of appends that wait together, and loses none", async () => {
      const { journals, self } = await factory.create();
      const records = Array.from({ length: 200 }, (_, number) => blockRecord(number, 2_000));
      const heads = await Promise.all(records.map((record) => journals.append([record])));
      assert.deepEqual(recordsOf(await entriesOf(journals, self)), records);
      const sequences = heads.map(({ sequence }) => sequence);
      assert.deepEqual(
        sequences,
        sequences.toSorted((a, b) => a - b),
      );
      assert.deepEqual(heads.at(-1), journals.head(self));
    });

    it("takes more records at once than an entry holds", async () => {
      const { journals, self } = await factory.create();
      const records = Array.from({ length: MAX_RECORDS + 50 }, (_, number) => blockRecord(number));
      const head = await journals.append(records);
      assert.deepEqual(journals.head(self), head);
      assert.deepEqual(recordsOf(await entriesOf(journals, self)), records);
    });

    it("tells listeners of each entry once, in order, after it can be read", async () => {
      const { journals, self } = await factory.create();
      const heard: JournalEntry[] = [];
      const readable: boolean[] = [];
      const stop = journals.onEntry((entry) => {
        heard.push(entry);
        readable.push((journals.head(self)?.sequence ?? 0) >= entry.sequence);
      });
      await journals.append([blockRecord(1)]);
      await journals.append([blockRecord(2)]);
      stop();
      await journals.append([blockRecord(3)]);
      assert.deepEqual(heard, (await entriesOf(journals, self)).slice(0, 2));
      assert.deepEqual(readable, [true, true]);
    });

    it("knows nothing of a stranger", async () => {
      const { journals } = await factory.create();
      const stranger = `0x${"77".repeat(20)}` as Address;
      assert.equal(journals.head(stranger), undefined);
      assert.equal(journals.certificate(stranger), undefined);
      assert.deepEqual(await entriesOf(journals, stranger), []);
    });
  });
}
