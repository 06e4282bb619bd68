// A process with stock createOrbitDB and stock Database, where only Souk's type and controller are registered: opens a journal by its address, joins its head, then a forged one.
import { multiaddr } from "@multiformats/multiaddr";
import { Database, Entry, type OrbitLog, useAccessController, useDatabaseType } from "@orbitdb/core";
import type { JournalName } from "../../protocol/ids.ts";
import type { SignedCertificate } from "../../protocol/journal.ts";
import { journalAccess } from "../../node/p2p/journal/access.ts";
import { CONTROLLER_TYPE, JOURNAL_TYPE } from "../../node/p2p/journal/address.ts";
import { createStock } from "./p2p-stock.ts";

const [directory, peer, address, head, json] = process.argv.slice(2);
const certificate = JSON.parse(json!) as SignedCertificate;
const rules = { address: address!, certificate: () => certificate };
const nameIn = (controller: string) => controller.slice(`/${CONTROLLER_TYPE}/`.length) as JournalName;

const controller = () => (options: { address: string }) => journalAccess(rules)({ name: nameIn(options.address) });
useAccessController(Object.assign(controller, { type: CONTROLLER_TYPE }));
const journal = () => (options: object) => Database({ ...options, syncAutomatically: false });
useDatabaseType(Object.assign(journal, { type: JOURNAL_TYPE }));

const stock = await createStock({ directory: directory! });
await stock.helia.libp2p.dial(multiaddr(peer!));
const database = await stock.orbitdb.open<{ log: OrbitLog; name: string }>(address!);
const { log, name } = database;
await log.joinEntry(await Entry.decode(await stock.block(head!, AbortSignal.timeout(10_000))));
const genuine = await log.values();

const { identity } = stock.orbitdb;
const newest = genuine.at(-1)!;
const time = newest.clock.time + 1;
const payload = { ...(newest.payload as object), sequence: time };
const clock = { id: identity.publicKey, time };
const forged = await Entry.create(identity, address!, payload, undefined, clock, [newest.hash!]);
const refused = await log.joinEntry(forged).then(
  () => null,
  (error: Error) => error.message,
);
const sequences = (await log.values()).map((entry) => (entry.payload as { sequence: number }).sequence);
console.log(JSON.stringify({ name, sequences, refused }));
await stock.stop();
process.exit(0);
