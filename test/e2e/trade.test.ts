// A whole trade over the nodes' APIs: all demos, a reorg in the middle, and then the read model made anew in three ways, row by row equal.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { finished } from "../../client/operations.ts";
import { ESCROW } from "../../node/chain/escrow.ts";
import { createOrUnlock } from "../../node/chain/keystore.ts";
import { recover } from "../../node/chain/recover.ts";
import { DEV_PASSPHRASE } from "../../node/core/dev-passphrase.ts";
import type { ChainInput } from "../../node/core/ports/chain.ts";
import { type Input, createInbox } from "../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../node/ingest/journal-entries.ts";
import { createFollowing } from "../../node/chain/following.ts";
import { createLoggers } from "../../node/logger.ts";
import { openArchive } from "../../node/p2p/archive.ts";
import { rebuild } from "../../node/rebuild.ts";
import { dumpTables } from "../../node/store/read/dump.ts";
import { openReadStore } from "../../node/store/read/read-store.ts";
import { DEV_CHAIN_ID, deploymentOf } from "../../protocol/deployments.ts";
import type { ListingDetail } from "../../protocol/api/schemas.ts";
import { type Hex32, type ListingId, fromHex } from "../../protocol/ids.ts";
import { skuOf } from "../../protocol/listing.ts";
import { DELIVERY, orderAt, publish } from "../../scripts/demo/acts.ts";
import { playCart } from "../../scripts/demo/cart.ts";
import { playHappy } from "../../scripts/demo/happy.ts";
import { createNarrator } from "../../scripts/demo/narrator.ts";
import { type Stage, stageOf } from "../../scripts/demo/stage.ts";
import { playUnhappy } from "../../scripts/demo/unhappy.ts";
import { type DevNetwork, FREE_PORTS, ROLES, startNetwork, until } from "../../scripts/network/network.ts";
import { temporaryFolder } from "../support/folder.ts";

type Variant = ListingDetail["variants"][number];

const deployment = deploymentOf(DEV_CHAIN_ID)!;
const domain = { chainId: deployment.chainId, escrow: deployment.escrow };
const loggers = createLoggers("silent");
const directory = temporaryFolder();
const silent = createNarrator({ write: () => true } as unknown as NodeJS.WritableStream);
let network: DevNetwork;
let stage: Stage;

before(async () => {
  network = await startNetwork({ directory, ports: FREE_PORTS, seed: "profiles", supervise: true });
  stage = await stageOf(directory);
});

after(async () => {
  await network?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test("the happy demo: from listing to a paid seller and a review on all three nodes", () => playHappy(stage, silent));

test("the unhappy demo: a refund by anyone's hand, and a dispute that ends in a split", () =>
  playUnhappy(stage, silent));

test("the cart demo: two shops in one payment, releases collected at once, and a split that both signed", () =>
  playCart(stage, silent));

test("a reorg takes an order away on every node, and the buyer's node brings exactly one back", async () => {
  const { buyer, seller, arbitrator, chain } = stage;
  const listing = await publish(stage, silent, {
    title: "Bowl on a shaky chain",
    category: "home/kitchen",
    currency: "tUSD",
    shipsFrom: "PT",
    variants: [{ price: "12.00", stock: 1 }],
    arbitration: { arbitrator: arbitrator.address },
  });
  const snapshot = await network.chain.request("evm_snapshot");
  const height = Number(await chain.request<string>("eth_blockNumber"));
  const operation = await finished(
    buyer.client,
    buyer.client.buy({
      body: {
        seller: seller.address,
        listing: listing.id,
        variant: listing.variants[0]!.id,
        cid: listing.cid,
        delivery: DELIVERY,
      },
      wait: 20,
    }),
  );
  const id = operation.subject as Hex32;
  const first = await orderAt(seller, id, "the order", ({ status }) => status === "funded");
  await network.chain.request("evm_revert", [snapshot]);
  // Two blocks with other times: another history, longer than the one that held the order.
  await network.chain.request("evm_increaseTime", [7]);
  await network.chain.request("evm_mine");
  await network.chain.request("evm_mine");
  for (const role of ROLES) {
    await orderAt(
      stage[role],
      id,
      "the order in its new block",
      ({ timeline }) => timeline[0]!.at !== first.timeline[0]!.at,
    );
  }
  const opened = await chain.request<unknown[]>("eth_getLogs", [
    { fromBlock: `0x${height.toString(16)}`, toBlock: "latest", address: stage.escrow, topics: [null, id] },
  ]);
  assert.equal(opened.length, 1);
  const { variants } = await buyer.client.listing({ params: { seller: seller.address, listing: listing.id } });
  assert.equal(variants[0]!.left, 0);
});

test("stock of one is gone: nobody else can buy it", async () => {
  const { items } = await stage.buyer.client.listings({ query: { q: "bowl shaky" } });
  const [{ seller, id, cid }] = items as [(typeof items)[0]];
  const body = { seller, listing: id, variant: "v1", cid, delivery: DELIVERY } as never;
  await assert.rejects(stage.arbitrator.client.buy({ body }), { code: "listing.sold-out" });
});

test("what was sold while nobody counted is not in the stock: the ceiling is the escrow's", async () => {
  const { buyer, seller, chain } = stage;
  const cups = (stock: number | null) => ({
    id: "cups" as ListingId,
    title: "Cups that nobody counted",
    category: "home/kitchen",
    currency: "tUSD",
    shipsFrom: "PT",
    variants: [{ price: "3.00", stock }],
  });
  const { cid } = await publish(stage, silent, cups(null));
  const body = { seller: seller.address, listing: "cups", variant: "v1", units: 4, cid, delivery: DELIVERY } as never;
  const { subject } = await finished(buyer.client, buyer.client.buy({ body, wait: 20 }));
  await orderAt(seller, subject as Hex32, "the order", ({ status }) => status === "funded");
  await assert.rejects(seller.client.publishListing({ body: cups(0) }), { code: "listing.sold-out" });
  const [{ maxUnits, left }] = (await publish(stage, silent, cups(2))).variants as [Variant];
  const sku = skuOf("cups" as ListingId, "v1" as ListingId);
  const data = ESCROW.encodeFunctionData("stock", [seller.address, sku]);
  const counted = await chain.request<string>("eth_call", [{ to: stage.escrow, data }, "latest"]);
  assert.deepEqual([maxUnits, left, Number(counted.slice(0, 66))], [2, 2, 0]);
});

test("the read model of every node, made anew from journals and chain, is equal row by row", async (t) => {
  await settled();
  for (const role of ROLES) await network.halt(role);
  for (const role of ROLES) {
    const folder = path.join(directory, role);
    const live = dumpTables(folder);
    assert.ok(live.orders!.length >= 4 && live.listings!.length >= 4 && live.reviews!.length >= 1);
    const config = { directory: folder, deployment, rpcUrls: [network.chain.url] };
    const into = temporaryFolder(t);
    await rebuild({ config, loggers, into, signal: AbortSignal.timeout(30_000) });
    assertSame(dumpTables(into), live, `${role}, rebuilt`);
    for (const seed of [1, 2, 3]) {
      const shuffled = temporaryFolder(t);
      await replayShuffled(folder, shuffled, seed);
      assertSame(dumpTables(shuffled), live, `${role}, shuffled with seed ${seed}`);
    }
  }
});

test("nothing private lies in the clear on any node's disk: where a purchase goes, or a key", async () => {
  const delivered = [DELIVERY.name, DELIVERY.street, DELIVERY.postcode];
  const secrets = new Map(delivered.map((words) => [words, Buffer.from(words)]));
  const control = "Bowl on a shaky chain"; // public, so it must be found
  secrets.set(control, Buffer.from(control));
  for (const role of ROLES) {
    const keys = await createOrUnlock({
      directory: path.join(directory, role, "keystore"),
      passphrase: DEV_PASSPHRASE,
    });
    const raw = { account: fromHex(keys.privateKey), journal: keys.journalKey, encryption: keys.encryptionKey };
    for (const [name, key] of Object.entries(raw)) {
      secrets.set(`${role}'s ${name} key`, Buffer.from(key));
      secrets.set(`${role}'s ${name} key in hex`, Buffer.from(Buffer.from(key).toString("hex")));
    }
  }
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const found = files.flatMap(({ parentPath, name }) => {
    const bytes = readFileSync(path.join(parentPath, name));
    return [...secrets].filter(([, secret]) => bytes.includes(secret)).map(([what]) => `${what} in ${name}`);
  });
  assert.ok(found.length >= ROLES.length);
  assert.deepEqual(
    found.filter((what) => !what.startsWith(control)),
    [],
  );
});

type Tables = ReturnType<typeof dumpTables>;

/** Row by row; a difference names the table and the first rows that only one side has. */
function assertSame(made: Tables, live: Tables, what: string) {
  assert.deepEqual(Object.keys(made), Object.keys(live), what);
  for (const [table, rows] of Object.entries(live)) {
    const missing = rows.filter((row) => !made[table]!.includes(row));
    const extra = made[table]!.filter((row) => !rows.includes(row));
    const first = [...missing.slice(0, 2), ...extra.slice(0, 2)].map((row) => row.slice(0, 300)).join("\n");
    assert.equal(
      missing.length + extra.length,
      0,
      `${what}: ${table}, ${missing.length} missing, ${extra.length} extra\n${first}`,
    );
    assert.equal(made[table]!.length, rows.length, `${what}: ${table}`);
  }
}

/** Every node has seen the chain's last block and every journal. */
async function settled(): Promise<void> {
  const head = Number(await stage.chain.request<string>("eth_blockNumber"));
  const heads = async () =>
    Promise.all(
      ROLES.map(async (role) => {
        const { chain } = await stage[role].client.node();
        const { journals } = await stage[role].client.network();
        return JSON.stringify([chain.block, journals.map(({ owner, sequence }) => `${owner}/${sequence}`).toSorted()]);
      }),
    );
  await until(async () => {
    const states = await heads();
    return new Set(states).size === 1 && states[0]!.startsWith(`[${head},`);
  }, "all nodes to agree");
}

/** The same inputs, each twice and in random order: journal entries of all owners and ranges of the chain. */
async function replayShuffled(from: string, into: string, seed: number): Promise<void> {
  const inputs: Input[] = [];
  for await (const input of openArchive({ directory: from, ...domain, recover })) inputs.push(input);
  inputs.push(...(await chainInputs()));
  const read = openReadStore({ directory: into, onError: assert.ifError });
  const inbox = createInbox({
    readModel: read.readModel,
    journalIngest: createJournalIngest({ domain, recover }),
    firstBlock: deployment.fromBlock,
    logger: loggers.ingest,
  });
  for (const input of shuffle([...inputs, ...inputs], seed)) await inbox.push(input);
  read.close();
}

/** The chain as many small ranges, as a follower that polls quickly sees it. */
async function chainInputs(): Promise<ChainInput[]> {
  const folder = temporaryFolder();
  const read = openReadStore({ directory: folder, onError: assert.ifError });
  const inbox = createInbox({
    readModel: read.readModel,
    journalIngest: createJournalIngest({ domain, recover }),
    firstBlock: deployment.fromBlock,
    logger: loggers.ingest,
  });
  const inputs: ChainInput[] = [];
  const { follower } = createFollowing({
    rpcUrls: [network.chain.url],
    deployment,
    cursor: read.cursor,
    async onInput(input) {
      inputs.push(...split(input));
      await inbox.push(input);
    },
    logger: loggers.chain,
    pollMs: 20,
  });
  follower.start();
  await until(
    async () => follower.status().head !== null && follower.status().followed === follower.status().head,
    "the chain",
  );
  await follower.stop();
  read.close();
  rmSync(folder, { recursive: true, force: true });
  return inputs;
}

/** Cuts a range where its headers allow it, so that there is something to shuffle. */
function split(input: ChainInput): ChainInput[] {
  if (input.kind !== "blocks") return [input];
  const parts: ChainInput[] = [];
  let { from, parentHash } = input;
  for (const head of input.headers) {
    const headers = input.headers.filter(({ number }) => number >= from && number <= head.number);
    const events = input.events.filter(({ block }) => block >= from && block <= head.number);
    parts.push({ kind: "blocks", from, parentHash, headers, head, events });
    from = head.number + 1;
    parentHash = head.hash;
  }
  return parts;
}

/** Fisher–Yates with a small linear congruential generator, so that a failure can be repeated. */
function shuffle<T>(items: T[], seed: number): T[] {
  let state = seed;
  for (let i = items.length - 1; i > 0; i--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const j = state % (i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
