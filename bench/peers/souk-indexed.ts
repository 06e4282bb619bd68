// Souk's journals with the read model behind them: real signed listings, which count once they can be searched.
import { setTimeout as delay } from "node:timers/promises";
import { createRecover } from "../../node/chain/recover.ts";
import { createInbox } from "../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../node/ingest/journal-entries.ts";
import { createJudges } from "../../node/ingest/judges.ts";
import { openReadStore } from "../../node/store/read/read-store.ts";
import { DOMAIN, type TestNode, createNode } from "../../test/support/p2p-node.ts";
import { createMarket } from "../listings.ts";
import { progress } from "../report.ts";
import { publishedListings } from "../signed-listings.ts";
import { type PeerCalls, serve } from "./peer.ts";

/** Counting looks at every listing. */
const POLL_MS = 25;
const recover = createRecover();
const logger = {
  debug() {},
  info() {},
  warn: (details: object) => progress(JSON.stringify(details)),
  error: (details: object, message: string) => progress(`${message}: ${JSON.stringify(details)}`),
};

let node: TestNode;
let read: ReturnType<typeof openReadStore>;
let judges: ReturnType<typeof createJudges>;
let opened = 0;

serve<Pick<PeerCalls, "open" | "bulk" | "holds">>({
  async open({ directory, join }) {
    opened = performance.now();
    node = createNode(directory, directory, { join: join ? [join] : [], recover, antiEntropyMs: 10_000 });
    read = openReadStore({ directory, threads: true });
    const journalIngest = createJournalIngest({ domain: DOMAIN, recover });
    judges = createJudges({ script: new URL("../../node/judge-worker.ts", import.meta.url), domain: DOMAIN });
    const inbox = createInbox({ readModel: read.readModel, journalIngest, firstBlock: 0, logger, judges });
    node.journals.onEntry((entry) => void inbox.push({ kind: "entry", entry }));
    await node.start();
    return { address: node.address(), reference: "" };
  },
  async bulk({ from, count }) {
    const records = publishedListings(createMarket(77), DOMAIN)(from, count, node.account);
    const start = performance.now();
    await node.journals.append(records);
    return performance.now() - start;
  },
  async holds({ count }) {
    while (read.listings.count().listings < count) await delay(POLL_MS);
    await read.settled();
    return performance.now() - opened;
  },
});
