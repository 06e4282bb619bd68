// Reorganisations of up to twelve blocks at random points while orders move and journals arrive: the read model is at every time what a fresh rebuild makes.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { SigningKey } from "ethers";
import { createFollowing } from "../../node/chain/following.ts";
import { recover } from "../../node/chain/recover.ts";
import { createInbox } from "../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../node/ingest/journal-entries.ts";
import type { EscrowCall } from "../../node/core/ports/chain.ts";
import type { JournalEntry } from "../../node/core/ports/journals.ts";
import { dumpTables } from "../../node/store/read/dump.ts";
import { openReadStore } from "../../node/store/read/read-store.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { type Order, orderId } from "../../protocol/order.ts";
import { type Market, startMarket } from "../support/chain-market.ts";
import { DEV, DOMAIN, type Party, TUSD, settled, silent } from "../support/chain-parties.ts";
import { type Speakers, createSpeakers } from "../support/speakers.ts";

const SEED = Number(process.env.REORG_SEED ?? 20_261_125);
const ROUNDS = 8;
const DEPTH = 12;
const never = new AbortController().signal;

describe(`reorganisations at random points (seed ${SEED})`, () => {
  let market: Market;
  let directory: string;
  let calls = 0;
  const orders: Order[] = [];
  let speakers: Speakers;

  before(async () => {
    market = await startMarket();
    const { seller, buyer } = market;
    speakers = createSpeakers({
      domain: DOMAIN,
      seller: seller.address,
      buyer: buyer.address,
      sign: (hash) => new SigningKey(seller.privateKey).sign(hash).serialized,
      dice: (sides) => Math.floor(random() * sides),
    });
    directory = mkdtempSync(path.join(tmpdir(), "souk-reorg-"));
  });
  after(async () => {
    await market.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const random = randomFrom(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const digest = () =>
    `0x${Math.floor(random() * 2 ** 48)
      .toString(16)
      .padStart(64, "d")}` as Hex32;

  /** A read model on disk that follows the chain. */
  function follow(name: string) {
    const folder = path.join(directory, name);
    const read = openReadStore({ directory: folder, onError: assert.ifError });
    const journalIngest = createJournalIngest({ domain: DOMAIN, recover });
    const inbox = createInbox({ readModel: read.readModel, journalIngest, firstBlock: 0, logger: silent });
    let rollbacks = 0;
    const { follower } = createFollowing({
      rpcUrls: [market.dev.url],
      deployment: DEV,
      cursor: read.cursor,
      async onInput(input) {
        if (input.kind === "rollback") rollbacks++;
        await inbox.push(input);
      },
      logger: silent,
      pollMs: 20,
    });
    follower.start();
    return {
      rollbacks: () => rollbacks,
      hear: (entry: JournalEntry) => void inbox.push({ kind: "entry", entry }),
      /** @returns its rows once it has the newest block */
      async tables() {
        const { number, hash } = await market.dev.request("eth_getBlockByNumber", ["latest", false]);
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`not at block ${Number(number)} in time`)), 20_000);
          const look = () => {
            if (read.cursor.at(Number(number))?.hash !== hash) return;
            clearTimeout(timer);
            stop();
            resolve();
          };
          const stop = inbox.onProgress(look);
          look();
        });
        await inbox.idle();
        return dumpTables(folder);
      },
      async stop() {
        await follower.stop();
        await inbox.idle();
        read.close();
      },
    };
  }

  /** One step of an order, or a new one. What the escrow refuses after a reorganisation is refused. */
  async function move(): Promise<void> {
    const { buyer, seller, arbitrator } = market;
    const known = orders.slice(-6);
    const order = known.length > 0 ? pick(known) : undefined;
    const steps: (() => Promise<[Party, EscrowCall]>)[] = [
      async () => {
        const stock = { sku: `0x${"51".repeat(32)}` as Hex32, maxUnits: 1_000 };
        const ruled = { ...stock, ...(random() < 0.5 && { currency: TUSD }) };
        const purchase = await market.order(random() < 0.5 ? ruled : speakers.offer(), { units: 1 + pick([0, 1, 2]) });
        orders.push(purchase.order);
        return [buyer, { call: "open", ...purchase }];
      },
    ];
    if (order) {
      steps.push(
        async () => [seller, { call: "ship", order, tracking: digest() }],
        async () => {
          const review = speakers.reviewOf(orderId(DOMAIN, order)) ?? digest();
          return [buyer, { call: "confirm", order, review, rating: 1 + Math.floor(random() * 5) }];
        },
        async () => [seller, { call: "cancel", order }],
        async () => [buyer, { call: "dispute", order, evidence: digest() }],
        async () => [arbitrator, { call: "rule", order, buyerBps: Math.floor(random() * 10_001) }],
        async () => [buyer, { call: "extend", order, extension: 3_600 }],
      );
    }
    const [party, call] = await pick(steps)();
    const id = `move-${++calls}`;
    try {
      await party.chain.wallet.submit(id, call, never);
      await settled(party, id);
    } catch (error) {
      if ((error as { code?: string }).code !== "chain.reverted") throw error;
    }
  }
  const said = () => [market.seller, market.buyer].flatMap(({ address }) => speakers.said(address));
  /** Somebody speaks, and the node hears something: now, later, again, or before what was said before it. */
  function chat(followed: ReturnType<typeof follow>) {
    const known = orders.slice(-6).map((order) => orderId(DOMAIN, order));
    if (random() < 0.7) speakers[random() < 0.5 ? "sell" : "buy"](known);
    if (said().length > 0 && random() < 0.7) followed.hear(pick(said()));
  }
  const partiesCaughtUp = async () => {
    const { number, hash } = await market.dev.request("eth_getBlockByNumber", ["latest", false]);
    for (const { model } of [market.buyer, market.seller, market.arbitrator]) {
      await model.until(() => model.at(Number(number))?.hash === hash, "the newest block");
    }
  };
  /** The wallets send again what was lost, whenever they like: both at a time when nothing happened in between. */
  async function ofOneHead<T>(one: () => Promise<T>, other: () => Promise<T>): Promise<[T, T]> {
    for (;;) {
      const at = await height();
      const both: [T, T] = [await one(), await other()];
      if ((await height()) === at) return both;
    }
  }
  const height = async () => Number(await market.dev.request("eth_blockNumber"));

  it("leave the read model as a rebuild from chain and journals makes it", async () => {
    const followed = follow("followed");
    try {
      for (let i = 0; i < 6; i++) await move();
      for (let round = 0; round < ROUNDS; round++) {
        const snapshot = await market.dev.request("evm_snapshot");
        const from = await height();
        const depth = 1 + Math.floor(random() * DEPTH);
        // Some blocks are followed one by one, others in one go, and some are gone before anybody saw them.
        while ((await height()) < from + depth) {
          if (random() < 0.7) await move();
          else await market.dev.request("evm_mine");
          chat(followed);
          if (random() < 0.4) await followed.tables();
        }
        await followed.tables();
        await market.dev.request("evm_revert", [snapshot]);
        await market.dev.request("evm_increaseTime", [60 + Math.floor(random() * 600)]);
        const others = 1 + Math.floor(random() * DEPTH);
        for (let i = 0; i < others; i++) {
          await market.dev.request("evm_mine");
          chat(followed);
        }
        await partiesCaughtUp();
        for (let i = 0; i < 2; i++) await move();
        const rebuilt = follow(`rebuilt-${round}`);
        try {
          for (const entry of said()) for (const node of [followed, rebuilt]) node.hear(entry);
          const [ours, theirs] = await ofOneHead(followed.tables, rebuilt.tables);
          for (const [table, rows] of Object.entries(ours)) {
            assert.deepEqual(rows, theirs[table], `${table} in round ${round}, ${depth} blocks deep`);
          }
        } finally {
          await rebuilt.stop();
        }
      }
      assert.equal(followed.rollbacks(), ROUNDS);
      const { listings, reviews, replies } = await followed.tables();
      assert.ok(
        [listings, reviews, replies].every((rows) => rows!.length > 0),
        "journals and chain met",
      );
    } finally {
      await followed.stop();
    }
  });
});

/** A small linear congruential generator, so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed % 2_147_483_648;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
