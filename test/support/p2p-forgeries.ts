// Entries that must be refused, made with stock @orbitdb/core: by a stranger in a seller's name, and by an authorised writer in bad faith.
import * as dagCbor from "@ipld/dag-cbor";
import { Entry, type Identity, type LogEntry } from "@orbitdb/core";
import { CID } from "multiformats/cid";
import { blockRecord } from "./p2p-node.ts";

/** A journal as the attacker sees it. */
export interface Target {
  /** OrbitDB address. */
  address: string;
  head: { sequence: number; hash: string };
}

/** The seller's journal, and its genuine next entry, which the victim does not have yet. */
export interface Victimised extends Target {
  key: string;
  identity: string;
  genuine: Uint8Array;
}

type Fields = Record<string, unknown>;
/** Encoded entries as a range answer gives them; the first is the forgery. */
export type Forgery = () => Promise<Uint8Array[]>;

const encode = (entry: Fields): Uint8Array => dagCbor.encode(entry);
const FORGED = [blockRecord(666)];

async function create(identity: Identity, { address, head }: Target, records: unknown = FORGED): Promise<LogEntry> {
  const sequence = head.sequence + 1;
  const payload = { op: "APPEND", sequence, epoch: 1, records };
  const clock = { id: identity.publicKey, time: sequence };
  return Entry.create(identity, address, payload, undefined, clock, head.sequence === 0 ? [] : [head.hash]);
}

/** Changes fields and signs again, as stock would if it made such entries. */
async function resign(identity: Identity, entry: LogEntry, changes: Fields): Promise<Uint8Array> {
  const { id, payload, next, refs, clock, v } = { ...entry, ...changes } as LogEntry;
  const sig = await identity.sign(identity, dagCbor.encode({ id, payload, next, refs, clock, v }));
  return encode({ ...entry, ...changes, sig });
}

/** S-1 and S-2: nobody signed these for the seller. */
export function forgeriesByStranger(identity: Identity, seller: Victimised): Record<string, Forgery> {
  const genuine = dagCbor.decode(seller.genuine) as LogEntry;
  const { payload } = genuine as unknown as { payload: { records: unknown } };
  const forged = { ...payload, records: FORGED };
  const spoof = async (fields: Fields) => [encode({ ...(await create(identity, seller)), ...fields })];
  return {
    "own key, own identity": () => spoof({}),
    "own key, seller's identity": () => spoof({ identity: seller.identity }),
    "seller's key and identity, own signature": async () => {
      const clock = { id: seller.key, time: seller.head.sequence + 1 };
      const entry = await create(identity, seller);
      return [await resign(identity, entry, { key: seller.key, identity: seller.identity, clock })];
    },
    "genuine signature, other payload": async () => [encode({ ...genuine, payload: forged })],
    "payload forged, genuine one in _payload": async () => [
      encode({ ...genuine, payload: forged, _payload: genuine.payload }),
    ],
    "genuine payload, forged _payload": async () => [encode({ ...genuine, _payload: forged })],
    "a hash field": async () => [encode({ ...genuine, hash: seller.head.hash })],
    "signature in capitals": async () => [encode({ ...genuine, sig: genuine.sig.toUpperCase() })],
  };
}

/** S-4 and S-6: signed with a certified key, and still not to be taken. */
export function forgeriesByWriter(identity: Identity, own: Target): Record<string, Forgery> {
  const link = CID.parse("bafyreieq6tmudoqhgwoerqo62lhevxg4qnzu2bzhrpkqueo7ootrskqqra");
  const other = own.head.hash.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
  const junk = (count: number) => Array.from({ length: count }, () => other);
  const sequence = own.head.sequence + 1;
  const bad = (changes: Fields): Forgery => {
    return async () => [await resign(identity, await create(identity, own), changes)];
  };
  const payload = (changes: Fields) =>
    bad({ payload: { op: "APPEND", sequence, epoch: 1, records: FORGED, ...changes } });
  const clock = (time: unknown, more: Fields = {}) => bad({ clock: { id: identity.publicKey, time, ...more } });
  return {
    "clock 2^60": clock(2 ** 60),
    "clock with a fraction": clock(sequence + 0.5),
    "clock below one": clock(0),
    "clock as text": clock(String(sequence)),
    "clock null": bad({ clock: null }),
    "clock with another field": clock(sequence, { more: 1 }),
    "clock of another key": bad({ clock: { id: `02${"11".repeat(32)}`, time: sequence } }),
    "payload null": bad({ payload: null }),
    "payload missing": async () => {
      const { payload: _, ...rest } = await create(identity, own);
      return [encode(rest)];
    },
    "payload of a document": bad({ payload: { op: "PUT", key: "a", value: null } }),
    "records null": payload({ records: null }),
    "record null": payload({ records: [null] }),
    "no record": payload({ records: [] }),
    "unknown kind": payload({ records: [{ kind: "coup", block: new Uint8Array(3) }] }),
    "unknown op": payload({ op: "DEL" }),
    "unknown field": payload({ more: true }),
    "prototype as field": payload(JSON.parse('{"__proto__":{"op":"APPEND"}}') as Fields),
    "link in a record": payload({ records: [{ kind: "review", block: link }] }),
    "wrong sequence": payload({ sequence: sequence + 1 }),
    "another epoch": payload({ epoch: 2 }),
    "no next": bad({ next: [] }),
    "fifty next": bad({ next: [own.head.hash, ...junk(49)] }),
    "another next": bad({ next: junk(1) }),
    "next null": bad({ next: null }),
    "fifty refs": bad({ refs: junk(50) }),
    "a gap": async () => {
      const ahead = { sequence, hash: junk(1)[0]! };
      return [encode({ ...(await create(identity, { address: own.address, head: ahead })) })];
    },
    "version 3": bad({ v: 3 }),
    "another journal": bad({ id: `${own.address.slice(0, -3)}abc` }),
    "identity of another": bad({ identity: own.head.hash }),
    "key in capitals": bad({ key: identity.publicKey.toUpperCase() }),
    "signature missing": async () => [encode({ ...(await create(identity, own)), sig: null })],
    "70 kB": payload({ records: [blockRecord(1, 70_000)] }),
    "nested 20,000 deep": async () => [new Uint8Array(20_000).fill(0x81)],
    "not canonical": async () => {
      const bytes = encode({ ...(await create(identity, own)) });
      return [new Uint8Array([0xb8, 0x09, ...bytes.subarray(1)])]; // a map of nine, its length in the longer form
    },
    "as an ancestor of a good entry": async () => {
      const poison = await resign(identity, await create(identity, own), { payload: null });
      const { hash } = await Entry.encode(dagCbor.decode(poison) as LogEntry);
      const child = await create(identity, { address: own.address, head: { sequence, hash } });
      return [poison, encode({ ...child })];
    },
  };
}

/** What the writer of its own journal says before it turns bad. */
export async function goodEntries(identity: Identity, own: Target, count: number): Promise<Uint8Array[]> {
  let { head } = own;
  const list: Uint8Array[] = [];
  for (let number = 0; number < count; number++) {
    const { hash, bytes } = await Entry.encode(await create(identity, { address: own.address, head }));
    head = { sequence: head.sequence + 1, hash };
    list.push(bytes);
  }
  own.head = head;
  return list;
}
