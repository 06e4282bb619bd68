// Reorganisations of up to twelve blocks while orders and journals move, heard in any order: the rows are what a fresh rebuild makes (property test).
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import fc from "fast-check";
import { createRecover } from "../../../node/chain/recover.ts";
import { type ChainInput, HEADER_WINDOW } from "../../../node/core/ports/chain.ts";
import type { JournalEntry } from "../../../node/core/ports/journals.ts";
import { type Inbox, createInbox } from "../../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../../node/ingest/journal-entries.ts";
import { differingTables, dumpTables } from "../../../node/store/read/dump.ts";
import { type Hex32, ZERO_ADDRESS, ZERO_HEX32 } from "../../../protocol/ids.ts";
import type { Order } from "../../../protocol/order.ts";
import { counted, report } from "../../support/long.ts";
import { BUYER, DOMAIN, SELLER, SELLER_KEY, signWith } from "../../support/sample.ts";
import { type Speakers, createSpeakers } from "../../support/speakers.ts";
import { createStoreFolders } from "../../support/store-folder.ts";
import * as rowsFor from "../../support/store-rows.ts";

const { chainBlock, idOf } = rowsFor;
const DEPTH = 12;
const SEED = Number(process.env.REORG_SEED ?? 20_261_126);
const RUNS = counted(400, 10);
const OWNERS = [SELLER, BUYER];

type Blocks = Extract<ChainInput, { kind: "blocks" }>;

/** What happens next, weighted: the chain grows or is cut, somebody speaks, the node hears, looks, or is compared. */
const DEEDS = [
  ...(["mine", "mine", "mine", "mine", "mine", "cut", "look", "look", "compare"] as const),
  ...(["sell", "buy", "buy", "hear", "hear", "hear"] as const),
];
const script = fc.array(fc.tuple(fc.constantFrom(...DEEDS), fc.nat()), { minLength: 40, maxLength: 80, size: "max" });

const journalIngest = createJournalIngest({ domain: DOMAIN, recover: createRecover() });
const logger = { debug() {}, info() {}, warn() {}, error: assert.fail };

/** An order's events that the escrow could emit next. `Reviewed` comes with the closing one. */
function nextOf(order: Order, chain: readonly Blocks[], speakers: Speakers, dice: Dice): rowsFor.Happening[] {
  const id = idOf(order);
  const names = chain.flatMap(({ events }) =>
    events.flatMap((event) => ("orderId" in event && event.orderId === id ? [event.name] : [])),
  );
  if (!names.includes("Opened")) return dice(4) === 0 ? [rowsFor.skipped(order)] : [rowsFor.opened(order)];
  if (names.includes("Closed")) return [rowsFor.skipped(order)];
  if (names.includes("Disputed")) {
    return dice(2) === 0 ? [rowsFor.evidence(order, BUYER, dice(3))] : [rowsFor.closed(order, "refunded")];
  }
  if (!names.includes("Shipped")) {
    if (dice(4) === 0) return [rowsFor.closed(order, "refunded")];
    return dice(4) === 0 ? [rowsFor.extended(order, 60 * (1 + dice(9)))] : [rowsFor.shipped(order)];
  }
  if (dice(3) === 0) return [rowsFor.disputed(order)];
  const review = speakers.reviewOf(id) ?? (dice(2) === 0 ? ZERO_HEX32 : rowsFor.hex32(dice(99)));
  return [rowsFor.reviewed(order, review, 1 + dice(5)), rowsFor.closed(order)];
}

type Dice = (sides: number) => number;

describe(`reorganisations of up to ${DEPTH} blocks, ${RUNS} histories (seed ${SEED})`, () => {
  const folders = createStoreFolders();
  afterEach(folders.end);

  function open() {
    const folder = folders.create();
    const store = folder.read({ onError: assert.ifError });
    const inbox = createInbox({ readModel: store.readModel, firstBlock: 1, journalIngest, logger });
    const tables = async () => {
      await inbox.idle();
      return dumpTables(folder.directory);
    };
    return { inbox, tables, close: () => store.close() };
  }

  /** The rows of a node that sees only how it ended. */
  async function rebuilt(chain: readonly Blocks[], entries: readonly JournalEntry[]) {
    const { inbox, tables, close } = open();
    await push(inbox, together(chain));
    for (const entry of entries) await push(inbox, { kind: "entry", entry });
    const rows = await tables();
    close();
    return rows;
  }

  /** One range of all blocks, as a node gets them that comes late. */
  const together = (chain: readonly Blocks[]): Blocks => ({
    ...chain[0]!,
    headers: chain.flatMap(({ headers }) => headers),
    head: chain.at(-1)!.head,
    events: chain.flatMap(({ events }) => events),
  });

  const push = (inbox: Inbox, input: Parameters<Inbox["push"]>[0]) => inbox.push(input);

  /** @returns how deep each reorganisation was that the node had to take back */
  async function play(steps: readonly [(typeof DEEDS)[number], number][]): Promise<number[]> {
    let state = 0;
    const dice: Dice = (sides) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return (state >> 8) % sides;
    };
    const sign = (digest: Hex32) => signWith(SELLER_KEY, digest);
    const speakers = createSpeakers({ domain: DOMAIN, seller: SELLER, buyer: BUYER, sign, dice });
    const node = open();
    let orders: Order[] = [];
    const depths: number[] = [];
    const heard = new Set<JournalEntry>();
    let forks = 0;
    let salts = 0;
    let chain: Blocks[] = [chainBlock(1) as Blocks];
    let followed: Blocks[] = [];

    function mine() {
      if (orders.length < 3 || dice(4) === 0) {
        const salt = BigInt(++salts);
        orders.push({ offer: speakers.offer(), buyer: BUYER, units: 1 + dice(2), salt, referrer: ZERO_ADDRESS });
      }
      const moved = orders.filter(() => dice(3) === 0).slice(-4);
      const events = moved.flatMap((order) => nextOf(order, chain, speakers, dice));
      if (dice(4) === 0) events.push({ name: "FloorRaised", seller: SELLER, floor: dice(3) });
      if (dice(9) === 0) events.push({ name: "Retired", seller: SELLER, sku: speakers.offer().sku });
      const fork = forks;
      const { head } = chain.at(-1)!;
      const block = chainBlock(head.number + 1, events, fork) as Blocks;
      const parented = { ...block.head, parentHash: head.hash };
      chain.push({ ...block, parentHash: head.hash, headers: [parented], head: parented });
    }

    /** What a follower hands over: back to the last block that both know, then what came instead, in one go or one by one. */
    function look() {
      const isKnown = (block: Blocks, index: number) => block.head.hash === chain[index]?.head.hash;
      const common = followed.findIndex((block, index) => !isKnown(block, index));
      if (common >= 0) {
        depths.push(followed.length - common);
        void push(node.inbox, { kind: "rollback", to: common });
        followed = followed.slice(0, common);
      }
      const news = chain.slice(followed.length);
      if (news.length > 0 && dice(2) === 0) void push(node.inbox, together(news));
      else for (const block of dice(3) === 0 ? news.toReversed() : news) void push(node.inbox, block);
      followed = [...chain];
    }

    const said = () => OWNERS.flatMap((owner) => speakers.said(owner));
    function hear(entry: JournalEntry | undefined) {
      if (!entry) return;
      heard.add(entry);
      void push(node.inbox, { kind: "entry", entry });
    }

    async function compare(what: string) {
      look();
      const ours = await node.tables();
      const counts = OWNERS.flatMap((owner) => {
        const missing = speakers.said(owner).findIndex((entry) => !heard.has(entry));
        return speakers.said(owner).slice(0, missing < 0 ? undefined : missing);
      });
      const theirs = await rebuilt(chain, counts);
      for (const table of differingTables(ours, theirs))
        assert.deepEqual(ours[table], theirs[table], `${table}, ${what}`);
    }

    for (const [index, [deed, number]] of steps.entries()) {
      state = number;
      const ids = orders.map(idOf);
      if (deed === "mine") for (let count = 1 + dice(4); count > 0 && chain.length < HEADER_WINDOW; count--) mine();
      else if (deed === "cut") {
        // Block 1 stays. What was cut is gone before the node looks, or after.
        if (dice(2) === 0) look();
        chain = chain.slice(0, Math.max(1, chain.length - 1 - dice(DEPTH)));
        forks++;
        // What the cut took with it is opened again, or never.
        const opened = new Set(
          chain.flatMap(({ events }) => events.map((event) => "orderId" in event && event.orderId)),
        );
        if (dice(2) === 0) orders = orders.filter((order) => opened.has(idOf(order)));
        if (dice(2) === 0) await compare(`after the cut of step ${index}`);
      } else if (deed === "sell") speakers.sell(ids);
      else if (deed === "buy") speakers.buy(ids);
      else if (deed === "hear") hear(said()[dice(Math.max(1, said().length))]);
      else if (deed === "look") look();
      else if (dice(2) === 0) await compare(`after step ${index}`);
    }
    for (const entry of said()) if (!heard.has(entry)) hear(entry);
    await compare("in the end");
    node.close();
    return depths;
  }

  it("leave the rows that a rebuild makes from the chain and the journals as they are then", async () => {
    const depths: number[] = [];
    const property = fc.asyncProperty(script, async (steps) => {
      depths.push(...(await play(steps)));
      folders.end();
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: true });
    const deepest = Math.max(...depths);
    report(
      {
        test: "reorganisations while orders and journals move",
        count: `${RUNS} histories`,
        figure: "rows of a rebuild",
        measured: `equal after ${depths.length} reorganisations, the deepest of ${deepest} blocks`,
      },
      { depth: deepest < DEPTH, reorganisations: depths.length < RUNS },
    );
  });
});
