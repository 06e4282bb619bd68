// How long the event loop waits while signed listings go through the real inbox: parse, recover signers, judge, index.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { cidOf } from "../protocol/block.ts";
import { DEPLOYMENTS } from "../protocol/deployments.ts";
import { type Address, type Hex32, fromHex, keccak, toHex } from "../protocol/ids.ts";
import type { Domain } from "../protocol/typed-data.ts";
import type { JournalEntry } from "../node/core/ports/journals.ts";
import { createRecover } from "../node/chain/recover.ts";
import { createInbox } from "../node/ingest/inbox.ts";
import { createJournalIngest } from "../node/ingest/journal-entries.ts";
import { createJudges } from "../node/ingest/judges.ts";
import { openReadStore } from "../node/store/read/read-store.ts";
import { createMarket } from "./listings.ts";
import { progress, quantile } from "./report.ts";
import { publishedListings } from "./signed-listings.ts";

const domain: Domain = { chainId: DEPLOYMENTS[0]!.chainId, escrow: DEPLOYMENTS[0]!.escrow };

export interface LoopLag {
  listings: number;
  perSecond: number;
  /** Milliseconds. */
  p99: number;
  max: number;
}

export async function measureLoopLag(directory: string, listings: number, perEntry: number): Promise<LoopLag> {
  progress(`signing ${listings} listings`);
  const entries = signedEntries(listings, perEntry);
  const store = openReadStore({ directory, threads: true });
  const logger = {
    debug() {},
    info() {},
    warn: (details: object) => progress(JSON.stringify(details)),
    error: progressError,
  };
  const journalIngest = createJournalIngest({ domain, recover: createRecover() });
  const judges = createJudges({ script: new URL("../node/judge-worker.ts", import.meta.url), domain });
  const inbox = createInbox({ readModel: store.readModel, journalIngest, logger, firstBlock: 0, judges });

  const waits = watchEventLoop();
  const start = performance.now();
  await Promise.all(entries.map((entry) => inbox.push({ kind: "entry", entry })));
  await store.settled();
  const seconds = (performance.now() - start) / 1e3;
  const waited = await waits.end();
  const held = store.listings.count().listings;
  await judges.stop();
  store.close();
  if (held !== listings) throw new Error(`${held} of ${listings} listings were ingested`);
  return { listings, perSecond: listings / seconds, p99: quantile(waited, 0.99), max: Math.max(...waited) };
}

/** What a timer of 1 ms has to wait beyond it, again and again. */
function watchEventLoop() {
  const waits: number[] = [];
  let isOver = false;
  let due = performance.now() + 1;
  const ended = new Promise<void>((resolve) => {
    function look() {
      waits.push(Math.max(0, performance.now() - due));
      if (isOver) return resolve();
      due = performance.now() + 1;
      setTimeout(look, 1);
    }
    setTimeout(look, 1);
  });
  return {
    async end(): Promise<number[]> {
      isOver = true;
      await ended;
      return waits;
    },
  };
}

const progressError = (details: object, message: string) => progress(`${message}: ${JSON.stringify(details)}`);

function signedEntries(listings: number, perEntry: number): JournalEntry[] {
  const market = createMarket(77);
  const secretKey = fromHex(`0x${"42".repeat(32)}`);
  const publicKey = secp256k1.getPublicKey(secretKey, false);
  const owner = `0x${keccak(publicKey.subarray(1)).slice(26)}` as Address;
  const seller = { address: owner, sign: (digest: Hex32) => sign(digest, secretKey) };
  const records = publishedListings(market, domain)(0, listings, seller);
  return Array.from({ length: listings / perEntry }, (_item, index) => ({
    owner,
    sequence: index + 1,
    cid: cidOf(new Uint8Array([index])),
    records: records.slice(index * perEntry, (index + 1) * perEntry),
  }));
}

/** 65 bytes r ‖ s ‖ v. */
function sign(digest: Hex32, secretKey: Uint8Array): `0x${string}` {
  const [recovery, ...compact] = secp256k1.sign(fromHex(digest), secretKey, { prehash: false, format: "recovered" });
  return toHex(new Uint8Array([...compact, 27 + recovery!]));
}
