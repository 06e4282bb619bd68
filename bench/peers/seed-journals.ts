// Writes many owners' journals straight into a node's blocks.db, so that one node can serve them all.
import * as dagCbor from "@ipld/dag-cbor";
import { recover } from "../../node/chain/recover.ts";
import { journalAddress } from "../../node/p2p/journal/address.ts";
import { ownCertificate } from "../../node/p2p/journal/certificate.ts";
import { createCertificates } from "../../node/p2p/journal/certificates.ts";
import { openDatabase } from "../../node/p2p/database.ts";
import { createEntries } from "../../node/p2p/journal/entries.ts";
import { EMPTY, createEntry } from "../../node/p2p/journal/entry.ts";
import { createIdentity } from "../../node/p2p/journal/identity.ts";
import { journalName } from "../../protocol/ids.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { DOMAIN, certify, createAccount, journalKeyOf } from "../../test/support/p2p-node.ts";
import { placedAt } from "../../test/support/store-rows.ts";
import type { MakeRecords } from "../signed-listings.ts";
import { listingOf } from "./peer.ts";

/**
 * Each journal holds `listings` listings.
 * @param recordsOf left out, they are small and nobody has signed them
 * @param perEntry as many as an entry of 64 kB holds
 */
export async function seedJournals(
  directory: string,
  journals: number,
  listings: number,
  domain: Domain = DOMAIN,
  recordsOf: MakeRecords = unsigned,
  perEntry = 50,
): Promise<void> {
  const database = openDatabase(directory);
  const certificates = createCertificates(database, domain, recover);
  const entries = createEntries(database);
  for (let number = 0; number < journals; number++) {
    const seed = `owner ${number}`;
    const account = createAccount(seed);
    const key = journalKeyOf(seed);
    const identity = createIdentity(key);
    const owner = account.address;
    const keys = { owner, journalKey: `0x${identity.publicKey}`, identity: identity.hash } as const;
    const all = { ...keys, encryptionKey: `0x${"cd".repeat(32)}` } as const;
    const words = ownCertificate(undefined, all, EMPTY, Math.floor(Date.now() / 1_000))!;
    certificates.accept(certify(account, words, domain));
    const address = journalAddress(journalName(domain.chainId, domain.escrow, owner));
    let head = EMPTY;
    const records = recordsOf(number * listings, listings, account);
    for (let from = 0; from < listings; from += perEntry) {
      const entry = createEntry(key, identity, address, head, 1, records.slice(from, from + perEntry));
      entries.append(owner, [entry]);
      head = entry;
    }
  }
  database.close();
}

const place = placedAt({ validUntil: 1_900_000_000, sequence: 1 });
const unsigned: MakeRecords = (from, count) =>
  Array.from({ length: count }, (_, index) => ({
    kind: "listing",
    block: dagCbor.encode(listingOf(from + index)),
    ...place,
  }));
