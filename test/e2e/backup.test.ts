// A seller backs up, loses the machine with something said since, and goes on from a new folder: orders, addresses, pictures, files.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import sharp from "sharp";
import type { Client } from "../../client/client.ts";
import { finished } from "../../client/operations.ts";
import type { ListingDraftInput } from "../../protocol/api/inputs.ts";
import type { Hex32, ListingId } from "../../protocol/ids.ts";
import { DELIVERY } from "../../scripts/demo/acts.ts";
import { type DevNetwork, FREE_PORTS, startNetwork, until } from "../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../scripts/network/node-process.ts";
import { temporaryFolder } from "../support/folder.ts";
import { soukHere } from "../support/souk.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const directory = temporaryFolder();
const inFolder = (name: string) => path.join(directory, name);
const PASSPHRASE = "correct horse battery staple";
let network: DevNetwork;
let restored: NodeProcess | undefined;

before(async () => {
  network = await startNetwork({ directory, ports: FREE_PORTS, seed: "profiles" });
  writeFileSync(
    inFolder("secret.txt"),
    `${PASSPHRASE}\nOf a passphrase file the first line counts, for all who read one.\n`,
  );
});
after(async () => {
  await restored?.stop();
  await network?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const draft = (title: string, more: Partial<ListingDraftInput> = {}): ListingDraftInput => ({
  title,
  category: "home/lighting",
  currency: "tUSD",
  shipsFrom: "PT",
  variants: [{ price: "40.00", stock: 3 }],
  ...more,
});

async function publish(client: Client, body: ListingDraftInput) {
  const { subject } = await finished(client, client.publishListing({ body, wait: 20 }));
  const [seller, listing] = subject.split("/") as [`0x${string}`, ListingId];
  return { seller, listing } as never as { seller: never; listing: ListingId };
}

const shows = (client: Client, params: { seller: never; listing: ListingId }) =>
  until(async () => (await client.listing({ params }).catch(() => undefined)) !== undefined, params.listing);

async function restore(...flags: string[]): Promise<{ code: number; printed: string }> {
  const child = spawn(process.execPath, [path.join(ROOT, "scripts/restore.ts"), ...flags]);
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
  const [code] = await once(child, "close");
  return { code, printed };
}

test("backup, wipe, restore in a new folder, and the shop goes on", async () => {
  const { seller, buyer, chain } = network;
  const lamp = sharp({ create: { width: 64, height: 48, channels: 3, background: "#c90" } });
  const picture = await seller.client.addPicture({ query: { alt: "lamp" }, body: await lamp.png().toBuffer() });
  const sold = await publish(seller.client, draft("Brass lamp", { pictures: [picture] }));
  const file = await seller.client.addFile({ query: { name: "patterns.pdf" }, body: new TextEncoder().encode("%PDF") });
  const goods = await publish(seller.client, draft("Patterns", { file, variants: [{ price: "3" }] }));
  for (const params of [sold, goods]) await shows(buyer.client, params);
  const { cid, variants } = await buyer.client.listing({ params: sold });
  const body = { ...sold, cid, variant: variants[0]!.id, delivery: DELIVERY };
  const { subject } = await finished(buyer.client, buyer.client.buy({ body, wait: 20 }));
  const order = { order: subject as Hex32 };
  const addressed = async (client: Client) =>
    (await client.order({ params: order }).catch(() => undefined))?.delivery.address?.street === DELIVERY.street;
  await until(() => addressed(seller.client), "the address");
  const shown = await seller.client.picture({ params: { cid: picture.cid } });

  const made = await soukHere(
    ["backup", "--passphrase-file", inFolder("secret.txt"), "--output", inFolder("souk.age")],
    {
      data: inFolder("seller"),
    },
  );
  assert.equal(made.code, 0, made.stderr);
  const since = await publish(seller.client, draft("Said after the backup"));
  await shows(buyer.client, since);
  await seller.kill();
  rmSync(inFolder("seller"), { recursive: true });

  for (const name of ["alone", "moved"]) {
    const flags = ["--data", inFolder(name), "--passphrase-file", inFolder("secret.txt")];
    const { code, printed } = await restore(inFolder("souk.age"), ...flags);
    assert.equal(code, 0, printed);
    assert.match(printed, new RegExp(`${seller.address}, as of 2`));
  }

  // Without peers: all of this came out of the file.
  const node = { name: "restored", directory: inFolder("alone"), rpc: chain.url };
  restored = await startNode(node);
  assert.equal(restored.address, seller.address);
  await until(() => addressed(restored!.client), "the address after the restore");
  const again = await restored.client.picture({ params: { cid: picture.cid } });
  assert.equal(Buffer.compare(Buffer.from(again), Buffer.from(shown)), 0);
  await shows(restored.client, sold);
  await restored.stop();

  restored = await startNode({ ...node, directory: inFolder("moved"), join: buyer.multiaddrs });
  await shows(restored.client, since);
  const { client } = restored;
  await until(() => addressed(client), "the order after the move");
  await finished(client, client.ship({ params: order, body: { tracking: "DHL 1" }, wait: 20 }));
  await until(async () => (await buyer.client.order({ params: order })).tracking === "DHL 1", "the tracking");
  await shows(buyer.client, await publish(client, draft("Said after the restore")));
  const { cid: fileCid, variants: copies } = await buyer.client.listing({ params: goods });
  const buying = buyer.client.buy({ body: { ...goods, cid: fileCid, variant: copies[0]!.id }, wait: 20 });
  const params = { order: (await finished(buyer.client, buying)).subject as Hex32 };
  await until(async () => (await buyer.client.order({ params })).file?.state === "ready", "the file");
  const { journals } = await buyer.client.network();
  assert.equal(journals.find(({ owner }) => owner === seller.address)?.frozen, null);
});

test("a restore says what is wrong with it", async () => {
  writeFileSync(inFolder("wrong.txt"), "not the passphrase at all");
  const wrong = await restore(
    inFolder("souk.age"),
    "--data",
    inFolder("a"),
    "--passphrase-file",
    inFolder("wrong.txt"),
  );
  assert.equal(wrong.code, 1);
  assert.match(wrong.printed, /Nothing was restored: The passphrase does not open .*\(backup\.passphrase\)/s);
  const full = await restore(inFolder("souk.age"), "--data", directory, "--passphrase-file", inFolder("secret.txt"));
  assert.match(full.printed, /is not empty.*\(backup\.folder\)/s);
  const nothing = await restore();
  assert.equal(nothing.code, 2);
  assert.match(nothing.printed, /Which backup file\?\n\nnpm run restore -- <backup file>/);
});
