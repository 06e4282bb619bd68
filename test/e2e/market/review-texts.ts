// The words of a review without its author's journal: the buyer confirms and goes away for good, others still read what was said.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { finished } from "../../../client/operations.ts";
import { createLoggers } from "../../../node/logger.ts";
import { rebuild } from "../../../node/rebuild.ts";
import { dumpTables } from "../../../node/store/read/dump.ts";
import type { ReviewView } from "../../../protocol/api/schemas.ts";
import { DEV_CHAIN_ID, deploymentOf } from "../../../protocol/deployments.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { buy, orderAt, publish } from "../../../scripts/demo/acts.ts";
import { createNarrator } from "../../../scripts/demo/narrator.ts";
import { until } from "../../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../../scripts/network/node-process.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { directory, network, stage } from "../../support/one-market.ts";

const silent = createNarrator({ write: () => true } as unknown as NodeJS.WritableStream);
const review = { rating: 4, title: "Held by others", text: "These words outlive the node that wrote them." };
let order: Hex32;
const readers: NodeProcess[] = [];

after(async () => {
  for (const one of readers) await one.stop();
  await network.resume("buyer");
});

async function reader(name: string, join: string[]): Promise<NodeProcess> {
  const folder = path.join(directory, name);
  const started = await startNode({
    name,
    directory: folder,
    rpc: network.chain.url,
    join,
    more: ["--hold", "followed"],
  });
  readers.push(started);
  return started;
}

async function shown({ client }: Pick<NodeProcess, "client">): Promise<ReviewView | undefined> {
  return (await client.reviews({ query: { order } })).items[0];
}

test("the buyer confirms with a review, and sees that others hold its text", async () => {
  const { seller, buyer, arbitrator } = stage;
  const listing = await publish(stage, silent, {
    title: "Lamp with a story",
    category: "home/light",
    currency: "tUSD",
    shipsFrom: "PT",
    variants: [{ price: "12.00", stock: 1 }],
    arbitration: { arbitrator: arbitrator.address },
  });
  ({ id: order } = await buy(stage, silent, listing));
  const params = { order };
  await orderAt(seller, order, "the order", ({ status }) => status === "funded");
  await finished(seller.client, seller.client.ship({ params, body: { tracking: "" }, wait: 20 }));
  await orderAt(buyer, order, "the parcel", ({ status }) => status === "shipped");
  await finished(buyer.client, buyer.client.confirm({ params, body: { review }, wait: 20 }));
  const confirmed = await orderAt(buyer, order, "two holders", ({ reviewHeldBy }) => reviewHeldBy === 2);
  assert.equal(confirmed.review!.text!.body, review.text);
});

test("a node that has met nobody counts the rating and says that the text is missing", async () => {
  await network.halt("buyer");
  const alone = await reader("alone", []);
  await until(async () => (await shown(alone)) !== undefined, "the review on the chain");
  const { rating, text, digest, cid } = (await shown(alone))!;
  assert.deepEqual({ rating, text, cid }, { rating: review.rating, text: null, cid: null });
  assert.match(digest!, /^0x[0-9a-f]{64}$/);
});

test("one that holds no journal of the buyer's reads the text, from whoever has it", async () => {
  const stranger = await reader("stranger", network.seller.multiaddrs);
  await until(async () => (await shown(stranger))?.text != null, "the text at a stranger", 30_000);
  const { text, rating } = (await shown(stranger))!;
  assert.deepEqual([text!.title, text!.body, rating], [review.title, review.text, review.rating]);
  const { journals } = await stranger.client.network();
  assert.ok(!journals.some(({ owner }) => owner === stage.buyer.address));

  await stranger.stop();
  const folder = path.join(directory, "stranger");
  const into = temporaryFolder();
  const config = { directory: folder, deployment: deploymentOf(DEV_CHAIN_ID)!, rpcUrls: [network.chain.url] };
  await rebuild({ config, loggers: createLoggers("silent"), into, signal: AbortSignal.timeout(30_000) });
  assert.deepEqual(dumpTables(into).reviews, dumpTables(folder).reviews);
  assert.deepEqual(dumpTables(into).review_blocks, dumpTables(folder).review_blocks);
  rmSync(into, { recursive: true, force: true });
});
