// Private messages as they come from a peer: signed, for this account, of a known order, sealed on disk, and no flood.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { recover } from "../../node/chain/recover.ts";
import { MAX_KEPT } from "../../node/core/message.ts";
import { createMailIngest } from "../../node/ingest/mail.ts";
import { encodeEnvelope, envelopeDigest } from "../../protocol/envelope.ts";
import type { Address } from "../../protocol/ids.ts";
import { type MessageKind, encodeMessage } from "../../protocol/message.ts";
import { BUYER, DOMAIN, SELLER, SELLER_KEY, signWith } from "../support/sample.ts";
import { createStoreFolders } from "../support/store-folder.ts";
import { chainBlock, closed, idOf, ingest, opened, orderOf } from "../support/store-rows.ts";

const BUYER_KEY = 12;
const order = orderOf(1);
const other = orderOf(2);

/** A message whose ciphertext tells it from others of its kind. */
function letter(kind: MessageKind, number: number, { of = order, author = BUYER, key = BUYER_KEY } = {}): Uint8Array {
  const ciphertext = new Uint8Array(40);
  new DataView(ciphertext.buffer).setUint32(0, number);
  const payload = encodeMessage({ v: 1, kind, order: idOf(of), sealed: { enc: new Uint8Array(32), ciphertext } });
  const recipient: Address = SELLER;
  const unsigned = { v: 1 as const, author, recipient, payload };
  return encodeEnvelope({ ...unsigned, signature: signWith(key, envelopeDigest(DOMAIN, unsigned)) });
}

describe("private messages from a peer", () => {
  const folders = createStoreFolders();
  afterEach(folders.end);

  function seller() {
    const folder = folders.create();
    const { readModel, listings } = folder.read();
    const { mailbox, arrivals } = folder.own();
    readModel.transaction((rows) => void ingest(rows, chainBlock(1, [opened(order)])));
    const receive = createMailIngest({
      self: SELLER,
      domain: DOMAIN,
      recover,
      readModel,
      mailbox,
      arrivals,
      listings,
      read: async () => null,
    });
    return { receive, mailbox, readModel };
  }

  it("are kept once, as they came", async () => {
    const { receive, mailbox } = seller();
    const bytes = letter("release", 1);
    assert.equal(await receive(bytes), null);
    assert.equal(await receive(bytes), null, "sent again, because the acknowledgement was lost");
    const [kept, ...more] = mailbox.of(idOf(order));
    assert.deepEqual(
      [kept!.kind, kept!.author, kept!.state, kept!.digest, more.length],
      ["release", BUYER, "received", null, 0],
    );
    assert.deepEqual(Buffer.from(kept!.envelope), Buffer.from(bytes));
  });

  it("are refused without the author's signature, for another's part, and about an order that is unknown or closed", async () => {
    const { receive, mailbox, readModel } = seller();
    assert.equal(await receive(letter("release", 1, { key: SELLER_KEY })), "envelope.signature");
    assert.equal(await receive(letter("release", 1).subarray(1)), "envelope.malformed");
    assert.equal(await receive(new Uint8Array(20_000)), "envelope.size");
    assert.equal(await receive(letter("tracking", 1)), "message.party");
    assert.equal(await receive(letter("release", 1, { of: other })), "message.order-unknown");
    readModel.transaction((rows) => void ingest(rows, chainBlock(2, [closed(order)])));
    assert.equal(await receive(letter("release", 2)), "message.order-closed");
    assert.deepEqual(mailbox.of(idOf(order)), []);
  });

  it("are no flood: each kind has its number, and what is kept already is acknowledged again", async () => {
    const { receive, mailbox } = seller();
    for (let number = 1; number <= MAX_KEPT; number++) assert.equal(await receive(letter("settlement", number)), null);
    assert.equal(await receive(letter("settlement", MAX_KEPT + 1)), "message.too-many");
    assert.equal(await receive(letter("settlement", 7)), null);
    assert.equal(await receive(letter("delivery", 1)), null, "another kind is not held up");
    assert.equal(mailbox.of(idOf(order)).length, MAX_KEPT + 1);
  });
});
