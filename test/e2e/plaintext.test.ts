// Nothing private leaves a node in the clear: every byte that three nodes hand to Noise, and all that they log at `trace`, while addresses, messages and a file pass.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { finished } from "../../client/operations.ts";
import { createOrUnlock } from "../../node/chain/keystore.ts";
import { DEV_PASSPHRASE } from "../../node/core/dev-passphrase.ts";
import { fromHex } from "../../protocol/ids.ts";
import { DELIVERY, buy, orderAt, publish } from "../../scripts/demo/acts.ts";
import { createNarrator } from "../../scripts/demo/narrator.ts";
import { type Stage, stageOf } from "../../scripts/demo/stage.ts";
import { type DevNetwork, FREE_PORTS, ROLES, startNetwork } from "../../scripts/network/network.ts";
import { temporaryFolder } from "../support/folder.ts";

const directory = temporaryFolder();
const tapped = temporaryFolder();
const silent = createNarrator({ write: () => true } as unknown as NodeJS.WritableStream);
const TITLE = "A bowl that everybody may see";
const TRACKING = "Parcel 4411 2203 by the blue van";
const STATEMENT = "The bowl has a crack from rim to foot.";
const content = randomBytes(1_500_000);
const logFile = path.join(tapped, "nodes.log");
const stderr = openSync(logFile, "a");
const environment = { NODE_OPTIONS: process.env["NODE_OPTIONS"], SOUK_WIRE_TAP: process.env["SOUK_WIRE_TAP"] };
let network: DevNetwork;
let stage: Stage;

before(async () => {
  const tap = new URL("../support/wire-tap.ts", import.meta.url);
  process.env["NODE_OPTIONS"] = `--import=${tap.href}`;
  process.env["SOUK_WIRE_TAP"] = tapped;
  const logs = { log: "trace", stderr };
  network = await startNetwork({ directory, ports: FREE_PORTS, seed: "profiles", logs, sources: true });
  stage = await stageOf(directory);
});

after(async () => {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await network?.stop();
  closeSync(stderr);
  for (const folder of [directory, tapped]) rmSync(folder, { recursive: true, force: true });
});

/** What each node sent to its peers, and what all of them logged. */
function heard(): Map<string, Buffer> {
  const wires = ROLES.map((role): [string, Buffer] => [
    `the ${role}'s wire`,
    readFileSync(path.join(tapped, `${network[role].pid}.wire`)),
  ]);
  return new Map([...wires, ["the log", readFileSync(logFile)]]);
}

const places = (secret: string | Buffer): string[] =>
  [...heard()].filter(([, bytes]) => bytes.includes(secret)).map(([place]) => place);

test("an order with an address, a parcel's number and a dispute, and a file that is sold", async () => {
  const { seller, buyer, arbitrator } = stage;
  const draft = { currency: "tUSD", shipsFrom: "PT", arbitration: { arbitrator: arbitrator.address } };
  const bowl = await publish(stage, silent, {
    ...draft,
    title: TITLE,
    category: "home/kitchen",
    variants: [{ price: "12.00", stock: 1 }],
  });
  const { id } = await buy(stage, silent, bowl);
  const params = { order: id };
  await orderAt(seller, id, "the address", ({ delivery }) => delivery.address?.street === DELIVERY.street);
  await finished(seller.client, seller.client.ship({ params, body: { tracking: TRACKING }, wait: 20 }));
  await orderAt(buyer, id, "the parcel's number", ({ tracking }) => tracking === TRACKING);
  await finished(buyer.client, buyer.client.dispute({ params, body: { text: STATEMENT }, wait: 20 }));
  await orderAt(arbitrator, id, "the statement", ({ statements }) => statements[0]?.text === STATEMENT);

  const query = { name: "Patterns.pdf", mediaType: "application/pdf" };
  const file = await seller.client.addFile({ query, body: new Blob([content]) });
  const patterns = await publish(stage, silent, {
    ...draft,
    title: "Patterns",
    category: "paper/patterns",
    variants: [{ price: "3.00" }],
    file,
  });
  const sold = await buy(stage, silent, patterns);
  await orderAt(buyer, sold.id, "the file", (order) => order.file?.state === "ready");
});

test("what is public is heard, so what is private would be", () => {
  assert.ok(places(TITLE).includes("the seller's wire"), "the listing");
  // Ciphertext of the file goes through OpenSSL, and the tap hears that too.
  const sent = heard().get("the seller's wire")!.length;
  assert.ok(sent > content.length, `${sent} bytes of the seller's were heard`);
  const log = heard().get("the log")!.toString();
  for (const act of ["ship", "dispute"]) assert.match(log, new RegExp(`"level":20,.*/orders/0x\\w+/${act}"`));
});

test("no address, message, file or key of either is in what was sent to peers or logged", async () => {
  const secrets = new Map<string, string | Buffer>([
    ...[DELIVERY.name, DELIVERY.street, DELIVERY.postcode, TRACKING, STATEMENT].map((words) => [words, words] as const),
    ["a key of a file", "AGE-SECRET-KEY-1"],
    ["the nodes' passphrase", DEV_PASSPHRASE],
    ...Array.from({ length: 20 }, (_, index): [string, Buffer] => [
      `bytes ${index * 70_000} of the file`,
      content.subarray(index * 70_000, index * 70_000 + 24),
    ]),
  ]);
  for (const role of ROLES) {
    const folder = path.join(directory, role);
    secrets.set(`${role}'s token`, readFileSync(path.join(folder, "token"), "utf8").trim());
    const keys = await createOrUnlock({ directory: path.join(folder, "keystore"), passphrase: DEV_PASSPHRASE });
    const raw = { account: fromHex(keys.privateKey), journal: keys.journalKey, encryption: keys.encryptionKey };
    for (const [name, key] of Object.entries(raw)) {
      secrets.set(`${role}'s ${name} key`, Buffer.from(key));
      secrets.set(`${role}'s ${name} key in hex`, Buffer.from(key).toString("hex"));
    }
  }
  const found = [...secrets].flatMap(([what, secret]) => places(secret).map((place) => `${what} in ${place}`));
  assert.deepEqual(found, []);
  assert.equal(readdirSync(tapped).filter((name) => name.endsWith(".wire")).length, ROLES.length);
});
