// From journal to read model: while a seller's journal is forked three nodes show the same state before it, and the same one after it ends.
import assert from "node:assert/strict";
import { afterEach, it } from "node:test";
import { pino } from "pino";
import { createCatchUp } from "../../../node/ingest/catch-up.ts";
import { createInbox } from "../../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../../node/ingest/journal-entries.ts";
import { openReadStore } from "../../../node/store/read/read-store.ts";
import { dumpTables } from "../../../node/store/read/dump.ts";
import { clone } from "../../support/p2p-histories.ts";
import { recover } from "../../../node/chain/recover.ts";
import {
  DOMAIN,
  type TestNode,
  createAccount,
  createNursery,
  eventually,
  profileRecord,
} from "../../support/p2p-node.ts";

const nursery = createNursery();
const SELLER = createAccount("seller").address;
const FAST = { antiEntropyMs: 300 };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  await nursery.end();
  for (const close of closing.splice(0)) await close();
});

const named = (name: string) => profileRecord(SELLER, name);

/** A read model over a node's journals, wired as node.ts does it. */
function shownBy({ journals, directory }: TestNode) {
  const read = openReadStore({ directory });
  const logger = pino({ level: "silent" });
  const journalIngest = createJournalIngest({ domain: DOMAIN, recover });
  const inbox = createInbox({ readModel: read.readModel, journalIngest, firstBlock: 0, logger });
  const catchUp = createCatchUp({ journals, read: read.journals, inbox });
  journals.onEntry((entry) => void inbox.push({ kind: "entry", entry }));
  journals.onReset((owner) => void catchUp.reset(owner));
  closing.push(async () => {
    await inbox.idle();
    read.close();
  });
  return { ready: catchUp.all(), name: () => read.profiles.view(SELLER)?.name, tables: () => dumpTables(directory) };
}

it("three nodes show the same before, during and after a fork (S-13)", async () => {
  const common = await nursery.start("seller");
  await common.journals.append([named("Common")]);
  await nursery.stop(common);
  const folders = [clone(nursery, common.directory), clone(nursery, common.directory)];
  for (const [index, directory] of folders.entries()) {
    const node = await nursery.start("seller", { directory });
    for (const name of ["One", "Two"]) await node.journals.append([named(`${name} of history ${index}`)]);
    await nursery.stop(node);
  }
  const nodes: TestNode[] = [];
  const shown: ReturnType<typeof shownBy>[] = [];
  for (const [index, directory] of folders.entries()) {
    const seller = await nursery.start("seller", { directory });
    const reader = await nursery.start(`reader ${index}`, { join: [seller.address()], ...FAST });
    nodes.push(reader);
    const view = shownBy(reader);
    shown.push(view);
    await view.ready;
    await eventually("it shows its history", () => view.name() === `Two of history ${index}`);
    await nursery.stop(seller);
  }
  nodes.push(await nursery.start("third", { join: nodes.map((node) => node.address()), ...FAST }));
  shown.push(shownBy(nodes[2]!));
  await shown[2]!.ready;
  await eventually("all show the state before the fork", () => shown.every(({ name }) => name() === "Common"));
  assert.ok(nodes.every(({ journals }) => journals.frozen(SELLER)?.sequence === 2));
  const [first, ...others] = shown.map(({ tables }) => tables());
  for (const other of others) assert.deepEqual(other, first);

  const seller = await nursery.start("seller", { directory: folders[1]!, join: [nodes[0]!.address()], ...FAST });
  await seller.journals.append([named("After the fork")]);
  await eventually("all go on", () => shown.every(({ name }) => name() === "After the fork"));
  const [again, ...rest] = shown.map(({ tables }) => tables());
  for (const other of rest) assert.deepEqual(other, again);
  assert.ok(nodes.every(({ journals }) => journals.frozen(SELLER) === undefined));
});
