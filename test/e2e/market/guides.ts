// The guides for newcomers are true: their files are written and their commands run, side by side, as a seller and a buyer would.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import { type NetworkRole, until } from "../../../scripts/network/network.ts";
import { directory, network } from "../../support/one-market.ts";
import { soukHere, wordsOf } from "../../support/souk.ts";

const GUIDES = path.resolve(import.meta.dirname, "../../../docs/guides");
/** What stands in `<…>`. */
const values: Record<string, string> = {};

before(() => {
  process.chdir(directory);
  writeFileSync("secret.txt", "correct horse battery staple\n");
});
after(() => process.chdir("/"));

const filled = (text: string) =>
  text.replace(/<(\w+)>/g, (_, name: string) => values[name] ?? assert.fail(`no <${name}> yet`));

/** The fenced blocks of a guide, in their order: a shell block's word says what has to have happened before it. */
function blocksOf(guide: string): { language: string; name: string; text: string }[] {
  const text = readFileSync(path.join(GUIDES, guide), "utf8");
  return Array.from(text.matchAll(/^```(\w+) ?(\S*)\n([^]*?)^```$/gm), ([, language, name, body]) => ({
    language: language!,
    name: name!,
    text: body!,
  }));
}

/** Plays a guide up to the first block that waits for something else. @returns the blocks that are left */
async function play(role: NetworkRole, blocks: ReturnType<typeof blocksOf>): Promise<ReturnType<typeof blocksOf>> {
  const rest = [...blocks];
  while (rest[0]) {
    const { language, name, text } = rest[0];
    if (language === "json") writeFileSync(name, filled(text));
    else if (name !== "setup" && name !== "") return rest;
    else if (name === "") await run(role, text);
    rest.shift();
  }
  return rest;
}

async function run(role: NetworkRole, block: string): Promise<void> {
  for (const line of block.trim().split("\n")) {
    const [program, ...words] = wordsOf(filled(line));
    assert.equal(program, "souk", line);
    const { code, stdout, stderr } = await soukHere(words, { data: path.join(directory, role) });
    assert.equal(code, 0, `${role}: ${line}\n${stdout}${stderr}`);
    if (line.startsWith("souk carts buy")) values.order = (await network.buyer.client.orders()).items[0]!.id;
  }
}

/** The next block, whatever it waited for, and those after it that wait for nothing. */
async function goOn(role: NetworkRole, rest: ReturnType<typeof blocksOf>, expected: string) {
  const [next, ...others] = rest;
  assert.equal(next?.name, expected);
  await run(role, next!.text);
  return play(role, others);
}

const seen = (role: NetworkRole, what: string, holds: (order: OrderDetail) => boolean) =>
  until(async () => {
    const params = { order: values.order! };
    const order = await network[role].client.order({ params }).catch(() => undefined);
    return order !== undefined && holds(order);
  }, `${what} at the ${role}`);

test("a seller and a buyer go through their guides together", async () => {
  values.seller = network.seller.address;
  values.arbitrator = network.arbitrator.address;
  let selling = await play("seller", blocksOf("seller.md"));
  const params = { seller: values.seller, listing: "desk-lamp" };
  await until(async () => {
    const listing = await network.buyer.client.listing({ params }).catch(() => undefined);
    if (listing) values.cid = listing.cid;
    return listing !== undefined;
  }, "the lamp at the buyer");

  let buying = await play("buyer", blocksOf("buyer.md"));
  await seen("seller", "the address", ({ delivery }) => delivery.state === "received");
  selling = await goOn("seller", selling, "sold");
  await seen("buyer", "the parcel", ({ status, tracking }) => status === "shipped" && tracking !== null);
  buying = await goOn("buyer", buying, "shipped");
  assert.deepEqual(buying, []);
  await seen("seller", "the release", ({ signed }) => signed);
  selling = await goOn("seller", selling, "released");
  assert.deepEqual(selling, []);
  await seen("buyer", "the end", ({ status }) => status === "released");
});
