// One order of a file, as its buyer's node sees it: real stores, sealing and encryption; the chain and the seller say what a test wants.
import { randomBytes } from "node:crypto";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { recover } from "../../node/chain/recover.ts";
import { createCorrespondence, wordsDigest } from "../../node/commands/orders/correspondence.ts";
import { createMailIngest } from "../../node/ingest/mail.ts";
import { createSealing } from "../../node/p2p/sealing.ts";
import type { OwnStore } from "../../node/store/own/own-store.ts";
import { encodeEnvelope, envelopeDigest } from "../../protocol/envelope.ts";
import { type DigitalFile, fileDigest } from "../../protocol/goods.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { type Goods, encodeMessage, sealInfo } from "../../protocol/message.ts";
import { encodeBlock } from "../../protocol/block.ts";
import { BUYER, DOMAIN, SELLER, SELLER_KEY, sampleListing, signWith, signerOf } from "./sample.ts";
import type { StoreFolder } from "./store-folder.ts";
import { chainBlock, idOf, ingest, listed, opened, orderOf } from "./store-rows.ts";

export const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** What is sold, and what a listing says of it. */
export function sampleFile(
  content: Uint8Array,
  salt: Uint8Array = randomBytes(16),
): { file: DigitalFile; salt: Uint8Array } {
  const hash = fileDigest(salt);
  hash.update(content);
  return {
    salt,
    file: { name: "map.pdf", mediaType: "application/pdf", bytes: content.length, digest: hash.digest() },
  };
}

/** Encrypts to a new key, as a seller's node does for each order. */
export async function sealFile(content: Uint8Array): Promise<{ key: string; sealed: Uint8Array }> {
  const key = await generateX25519Identity();
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(key));
  return { key, sealed: await encrypter.encrypt(content) };
}

/** @param file null: the listing sells no file */
export async function createBuyer(folder: StoreFolder, file: DigitalFile | null) {
  const changes = { file };
  const order = orderOf(1, {}, sampleListing(changes));
  const id = idOf(order);
  const read = folder.read();
  const own: OwnStore = folder.own();
  const { readModel, listings } = read;
  readModel.transaction((rows) => {
    rows.putListing(listed(changes));
    void ingest(rows, chainBlock(1, [opened(order)]));
  });
  const sealing = await createSealing(randomBytes(32));
  const correspondence = createCorrespondence({
    domain: DOMAIN,
    signer: signerOf(12),
    journals: { certificate: () => undefined },
    sealing,
    mailbox: own.mailbox,
    orders: { get: () => undefined },
    logger: silent,
  });
  const receive = createMailIngest({
    self: BUYER,
    domain: DOMAIN,
    recover,
    readModel,
    listings,
    mailbox: own.mailbox,
    arrivals: own.arrivals,
    read: correspondence.read,
  });

  /** The envelope of some words about the file, as the seller's node would send it. */
  async function letter(words: object, { author = SELLER, key = SELLER_KEY } = {}): Promise<Uint8Array> {
    const sealed = await sealing.seal(sealing.publicKey, sealInfo("goods", id), encodeBlock(words));
    const unsigned = {
      v: 1 as const,
      author,
      recipient: BUYER,
      payload: encodeMessage({ v: 1, kind: "goods", order: id, sealed }),
    };
    return encodeEnvelope({ ...unsigned, signature: signWith(key, envelopeDigest(DOMAIN, unsigned)) });
  }

  return {
    id,
    own,
    read,
    receive,
    letter,
    correspondence,
    /** The chain says that the order was shipped with these words. */
    ship(words: Goods | Hex32) {
      const tracking = typeof words === "string" ? words : wordsDigest(words);
      const event = { name: "Shipped", orderId: id, tracking } as const;
      readModel.transaction((rows) => void ingest(rows, chainBlock(2, [event])));
    },
  };
}
