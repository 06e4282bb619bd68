// A seller's catalogue over real stores: what is signed is kept as an operation, then judged and read as any journal's record.
import { randomUUID } from "node:crypto";
import { recover } from "../../node/chain/recover.ts";
import { type Publication, createCatalogueSigning } from "../../node/commands/shop/catalogue-signing.ts";
import type { StoredOperation } from "../../node/core/ports/own.ts";
import type { Signer } from "../../node/core/ports/signer.ts";
import { ingestRecord } from "../../node/ingest/journal-records.ts";
import { createRecordJudge } from "../../node/ingest/judge-records.ts";
import type { Address, Hex32, ListingId } from "../../protocol/ids.ts";
import type { JournalRecord } from "../../protocol/journal.ts";
import type { ListingRecord } from "../../protocol/listing-record.ts";
import { type Listing, encodeListing } from "../../protocol/listing.ts";
import { typedDataDigest } from "../../protocol/typed-data.ts";
import { DOMAIN, SELLER, SELLER_KEY, signerOf } from "./sample.ts";
import type { StoreFolder } from "./store-folder.ts";
import { NOW, VALID_UNTIL } from "./store-rows.ts";

export interface Seller {
  address: Address;
  signer: Pick<Signer, "signTypedData">;
}

const SAMPLE: Seller = { address: SELLER, signer: signerOf(SELLER_KEY) };

/** @param clock unix seconds of the seller's machine */
export function openShop(
  folder: StoreFolder,
  { seller = SAMPLE, clock = () => NOW }: { seller?: Seller; clock?: () => number } = {},
) {
  const own = folder.own();
  const read = folder.read();
  const judge = createRecordJudge({ domain: DOMAIN, recover });
  const signatures: Hex32[] = [];
  let sequence = 0;

  const signing = createCatalogueSigning({
    domain: DOMAIN,
    signer: {
      address: seller.address,
      signTypedData(data) {
        signatures.push(typedDataDigest(data));
        return seller.signer.signTypedData(data);
      },
    },
    signed: own.catalogues,
    listings: read.listings,
    operations: own.operations,
    clock,
    now: () => NOW,
  });

  function take(records: JournalRecord[]): void {
    sequence++;
    read.readModel.transaction((rows) => {
      const said = { owner: seller.address, sequence };
      for (const judged of judge(
        seller.address,
        records.map((record) => ({ sequence, record })),
      )) {
        const rejection = ingestRecord(rows, judged, said);
        if (rejection) throw new Error(`${rejection.code}: ${rejection.reason}`);
      }
    });
  }

  function keep(records: JournalRecord[], isRead: boolean): StoredOperation {
    const id = randomUUID();
    const operation = own.operations.create({
      id,
      kind: "test",
      subject: "",
      transaction: false,
      records,
      messages: [],
    });
    if (!isRead) return operation;
    // A journal is read in its order.
    for (const waiting of own.operations.pending()) {
      take(waiting.records ?? []);
      own.operations.finish(waiting.id, "done");
    }
    return operation;
  }

  return {
    own,
    read,
    /** Digests that were signed. */
    signatures,
    /** @param isRead false: still on its way into the journal. @returns its records */
    async publish(listings: readonly Listing[], isRead = true): Promise<ListingRecord[]> {
      const publications = listings.map((listing): Publication => {
        return { listing, block: encodeListing(listing), validUntil: VALID_UNTIL };
      });
      let said: JournalRecord[] = [];
      await signing.publish(
        () => publications,
        async (records) => keep((said = records), isRead),
      );
      return said as ListingRecord[];
    },
    /** Signs, and then cannot keep it. */
    fail: (listing: Listing) =>
      signing.publish(
        () => [{ listing, block: encodeListing(listing), validUntil: VALID_UNTIL }],
        async () => {
          throw new Error("the disk is full");
        },
      ),
    remove: (id: ListingId) => signing.remove([id], async () => keep([{ kind: "delisting", listing: id }], true)),
    close() {
      own.close();
      read.close();
    },
  };
}
