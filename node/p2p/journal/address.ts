// A journal's OrbitDB address, which follows from its name alone (J-1): no key, no directory, no block of a controller.
import * as dagCbor from "@ipld/dag-cbor";
import type { Address, JournalName } from "../../../protocol/ids.ts";
import { hashOf } from "./identity.ts";

/** The OrbitDB database type in the manifest. */
export const JOURNAL_TYPE = "souk-journal";
/** The OrbitDB access controller type; its address is `/souk/<name>` and names no block. */
export const CONTROLLER_TYPE = "souk";

export const controllerAddress = (name: JournalName): string => `/${CONTROLLER_TYPE}/${name}`;

/** `/orbitdb/zdpu…`: what `orbitdb.open(name, …)` arrives at with this type and controller and no `meta`. */
export const journalAddress = (name: JournalName): string =>
  `/orbitdb/${hashOf(dagCbor.encode({ name, type: JOURNAL_TYPE, accessController: controllerAddress(name) }))}`;

const SHARDS = 16;

/** Gossip topics are shared by journals: their number is fixed, whoever joins (gossipsub caps topics per peer). */
export const topicOf = (market: string, owner: Address): string =>
  `souk/1/${market}/${Number.parseInt(owner.slice(-2), 16) % SHARDS}`;

export const topicsOf = (market: string): string[] =>
  Array.from({ length: SHARDS }, (_, shard) => `souk/1/${market}/${shard}`);
