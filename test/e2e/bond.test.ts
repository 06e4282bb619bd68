// A bond on a real chain and the room it gives: another node takes more of its writer's journal while the coin is locked, and no longer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { finished } from "../../client/operations.ts";
import type { Address } from "../../protocol/ids.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { until } from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { temporaryFolder } from "../support/folder.ts";

const DAY = 86_400;
/** The smallest there is: 1 MiB of a journal without a bond. */
const QUOTA = "64MB";
/** Of 24 kB each, a letter of three bytes as often as a description may have one: two to an entry. */
const LISTINGS = 60;
/** So many entries are within 1 MiB: the profile's, and twenty of listings. */
const FREE = 21;
const BOND = "0.01";

const clean: (() => void)[] = [];
const folder = () => temporaryFolder({ after: (work) => clean.push(work as () => void) });
let chain: DevChain;
let writer: NodeProcess;
let reader: NodeProcess;

before(async () => {
  chain = await startDevChain();
  writer = await startNode({ name: "writer", directory: folder(), rpc: chain.url });
  await chain.fund(writer.address as Address, { coin: 10n ** 18n });
  const join = writer.multiaddrs;
  reader = await startNode({ name: "reader", directory: folder(), rpc: chain.url, join, more: ["--quota", QUOTA] });
});

after(async () => {
  await Promise.all([writer?.stop(), reader?.stop()]);
  await chain?.stop();
  for (const work of clean) work();
});

async function sequenceAt({ client }: NodeProcess): Promise<number> {
  return (await client.network()).journals.find(({ owner }) => owner === writer.address)?.sequence ?? 0;
}

async function refusedForQuota(): Promise<number> {
  const { refusals } = await reader.client.network();
  return refusals.find(({ reason }) => reason === "journal.quota")?.count ?? 0;
}

/** One more entry of the writer's. */
async function write(): Promise<void> {
  const { client } = writer;
  await finished(client, client.publishProfile({ body: { name: `Writer ${await sequenceAt(writer)}` }, wait: 20 }));
}

async function travel(seconds: number): Promise<void> {
  await chain.request("evm_increaseTime", [seconds]);
  await chain.request("evm_mine");
  const time = Number((await chain.request("eth_getBlockByNumber", ["latest", false])).timestamp) * 1_000;
  for (const { client, name } of [writer, reader]) {
    await until(async () => Date.parse((await client.node()).chain.time ?? "") >= time, `the ${name}'s time`);
  }
}

/** The writer goes on until the reader takes no more of it: perhaps it has not followed the last block yet. */
async function refusedAgain(): Promise<void> {
  const count = await refusedForQuota();
  await until(async () => {
    if ((await refusedForQuota()) > count) return true;
    await write();
    return false;
  }, "a refusal");
}

test("a free writer is stopped at the quota, which is shown; the rest is taken when it locks a bond, and nothing more when that leaves", async () => {
  const { client } = writer;
  await write(); // so that the reader knows it as a participant, whatever it takes later
  const listings = Array.from({ length: LISTINGS }, (_, number) => ({
    title: `Scroll ${number}`,
    description: "物".repeat(8_000),
    category: "books",
    currency: "tUSD",
    shipsFrom: "PT",
    variants: [{ price: "1.00", stock: 1 }],
  }));
  await finished(client, client.publishListings({ body: { listings }, wait: 20 }));
  await until(async () => (await refusedForQuota()) > 0, "the quota to be named");
  await until(async () => (await sequenceAt(reader)) >= FREE, "what is free");
  assert.equal(await sequenceAt(reader), FREE);

  await finished(client, client.lockBond({ body: { amount: BOND }, wait: 20 }));
  await until(async () => (await sequenceAt(reader)) === (await sequenceAt(writer)), "the rest");

  await finished(client, client.requestBond({ body: { amount: BOND }, wait: 20 }));
  await refusedAgain();
  await travel(30 * DAY);
  const taken = await sequenceAt(reader);
  await finished(client, client.withdrawBond({ body: {}, wait: 20 }));
  const { bond } = await reader.client.profile({ params: { owner: writer.address as Address } });
  assert.deepEqual(bond, { locked: "0", leaving: "0", availableAt: null });
  await refusedAgain();
  assert.equal(await sequenceAt(reader), taken);
  assert.ok(taken < (await sequenceAt(writer)));
});
