// A whole shop as a peer of the checkpoint bench: a p2p node and the read model that follows it, with listings that are really signed.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { recover } from "../../node/chain/recover.ts";
import { createCatchUp } from "../../node/ingest/catch-up.ts";
import { createInbox } from "../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../node/ingest/journal-entries.ts";
import { createJudges } from "../../node/ingest/judges.ts";
import { openReadStore } from "../../node/store/read/read-store.ts";
import type { Address } from "../../protocol/ids.ts";
import { listingRecord } from "../../test/support/p2p-listings.ts";
import { DOMAIN, type TestNode, createNode, eventually } from "../../test/support/p2p-node.ts";
import { serve } from "./peer.ts";

export interface ShopCalls {
  /** @param options.after bytes of entries after which a checkpoint is made, null for never */
  open(options: {
    directory: string;
    seed: string;
    join: string[];
    after: number | null;
  }): Promise<{ address: string; owner: Address }>;
  /** Every listing in so many editions, one edition of all after the other. @returns the last entry */
  publish(options: { seed: string; listings: number; editions: number }): Promise<{ sequence: number; bytes: number }>;
  /** Resolves when an owner's journal is held from a checkpoint on. */
  adopted(options: { owner: Address }): Promise<void>;
  /** Resolves when the read model has it all. @returns milliseconds since `open` */
  searchable(options: { owner: Address; sequence: number; listings: number }): Promise<number>;
  /** Writes one listing after the other. @returns how long each was waited for, and what the event loop waited, ms */
  write(options: { seed: string; count: number }): Promise<{ waits: number[]; lagP99: number }>;
  close(): Promise<void>;
}

export const SHOP_CALLS = ["open", "publish", "adopted", "searchable", "write", "close"] as const;

const WAIT_MS = 270_000;
const quiet = { debug() {}, info() {}, warn() {}, error: (details: object) => console.error(details) };
let node: TestNode;
let store: ReturnType<typeof openReadStore>;
let judges: ReturnType<typeof createJudges>;
let opened = 0;

if (process.send) {
  serve<ShopCalls>({
    async open({ directory, seed, join, after }) {
      node = createNode(seed, directory, { join, recover, checkpointAfterBytes: after ?? Infinity });
      store = openReadStore({ directory, threads: true });
      const journalIngest = createJournalIngest({ domain: DOMAIN, recover });
      judges = createJudges({ script: new URL("../../node/judge-worker.ts", import.meta.url), domain: DOMAIN });
      const inbox = createInbox({ readModel: store.readModel, firstBlock: 0, journalIngest, logger: quiet, judges });
      const catchUp = createCatchUp({ journals: node.journals, read: store.journals, inbox });
      node.journals.onEntry((entry) => void inbox.push({ kind: "entry", entry }));
      node.journals.onReset((owner) => void catchUp.reset(owner));
      opened = performance.now();
      await node.start();
      return { address: node.address(), owner: node.account.address };
    },
    async publish({ seed, listings, editions }) {
      let last = { sequence: 0 };
      for (let edition = 1; edition <= editions; edition++) {
        const records = Array.from({ length: listings }, (_, number) => listingRecord(seed, `item-${number}`, edition));
        last = await node.journals.append(records);
      }
      return { sequence: last.sequence, bytes: 0 };
    },
    adopted: ({ owner }) => eventually("adopted", () => node.journals.state(owner).sequence > 0, WAIT_MS),
    async searchable({ owner, sequence, listings }) {
      await eventually("searchable", () => store.journals.head(owner)?.sequence === sequence, WAIT_MS);
      await store.settled();
      if (store.listings.count().listings !== listings) throw new Error("listings are missing");
      return performance.now() - opened;
    },
    async write({ seed, count }) {
      const lag = monitorEventLoopDelay({ resolution: 1 });
      lag.enable();
      const waits: number[] = [];
      for (let number = 0; number < count; number++) {
        const record = listingRecord(seed, `more-${number}`);
        const began = performance.now();
        await node.journals.append([record]);
        waits.push(performance.now() - began);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      lag.disable();
      return { waits, lagP99: lag.percentile(99) / 1e6 };
    },
    async close() {
      await node.stop();
      store.close();
    },
  });
}
