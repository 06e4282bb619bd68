// Writers in bad faith: certified accounts with one good entry each, and after it every malformed one that the forgeries know, signed.
import type { Address } from "../../protocol/ids.ts";
import { journalName } from "../../protocol/ids.ts";
import type { SignedCertificate } from "../../protocol/journal.ts";
import { journalAddress } from "../../node/p2p/journal/address.ts";
import { ownCertificate } from "../../node/p2p/journal/certificate.ts";
import { EMPTY } from "../../node/p2p/journal/entry.ts";
import { createIdentity } from "../../node/p2p/journal/identity.ts";
import { type Target, type Victimised, forgeriesByStranger, forgeriesByWriter, goodEntries } from "./p2p-forgeries.ts";
import { CHAIN_ID, ESCROW, certify, createAccount, journalKeyOf } from "./p2p-node.ts";

export interface Writer {
  owner: Address;
  certificate: SignedCertificate;
  target: Target;
  good: Uint8Array;
}

const KEY = journalKeyOf("mallory's");
export const malloryIdentity = createIdentity(KEY);

export async function createWriter(name: string, key = KEY): Promise<Writer> {
  const account = createAccount(name);
  const identity = createIdentity(key);
  const keys = {
    owner: account.address,
    journalKey: `0x${identity.publicKey}` as const,
    identity: identity.hash,
    encryptionKey: `0x${"00".repeat(32)}` as const,
  };
  const now = Math.floor(Date.now() / 1_000);
  const certificate = certify(account, ownCertificate(undefined, keys, EMPTY, now)!);
  const address = journalAddress(journalName(CHAIN_ID, ESCROW, account.address));
  const target: Target = { address, head: { sequence: 0, hash: "" } };
  const [good] = await goodEntries(identity, target, 1);
  return { owner: account.address, certificate, target, good: good! };
}

/** Forgeries by shape and number: `nth(n)` is one of all shapes in turn, different bytes for each n where its shape allows. */
export async function createForgeries(seller: { owner: Address } & Victimised, writers: Writer[]) {
  const byStranger = Object.values(forgeriesByStranger(malloryIdentity, seller));
  const pool = new Map<Address, Uint8Array[][]>();
  pool.set(seller.owner, await Promise.all(byStranger.map((make) => make())));
  for (const { owner, target } of writers) {
    const shapes = Object.values(forgeriesByWriter(malloryIdentity, target));
    pool.set(owner, await Promise.all(shapes.map((make) => make())));
  }
  return {
    /** As a range gives them; where the poison is an ancestor, a good child comes after it. */
    of: (owner: Address, number: number): Uint8Array[] => {
      const shapes = pool.get(owner)!;
      return shapes[number % shapes.length]!;
    },
  };
}
