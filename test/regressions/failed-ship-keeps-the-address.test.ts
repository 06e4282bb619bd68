// A shipment that failed on chain took the buyer's address away from the seller: all messages of the order were discarded.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type TestContext, test } from "node:test";
import { createCorrespondence } from "../../node/commands/orders/correspondence.ts";
import type { StoredMessage } from "../../node/core/ports/own.ts";
import { createSealing } from "../../node/p2p/sealing.ts";
import { openOwnStore } from "../../node/store/own/own-store.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { BUYER, DOMAIN, SELLER, SELLER_KEY, signerOf } from "../support/sample.ts";
import { temporaryFolder } from "../support/folder.ts";

const hash = (n: number) => `0x${n.toString(16).padStart(64, "0")}` as Hex32;
const order = hash(7);

/** @param funded the orders that are on the chain */
async function sellerOf(t: TestContext, funded: readonly Hex32[]) {
  const { mailbox, close } = openOwnStore({ directory: temporaryFolder(t) });
  t.after(close);
  const sealing = await createSealing(randomBytes(32));
  const correspondence = createCorrespondence({
    domain: DOMAIN,
    signer: signerOf(SELLER_KEY),
    journals: { certificate: () => ({ encryptionKey: sealing.publicKey }) as never },
    sealing,
    mailbox,
    orders: { get: (id) => (funded.includes(id) ? ({ status: "funded" } as never) : undefined) },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  return { mailbox, correspondence };
}

/** The wallet told that the payment had failed; the chain has it all the same. */
test("a failed purchase keeps the address while its order is on the chain", async (t) => {
  const [paid, unpaid] = [hash(7), hash(8)];
  const { mailbox, correspondence } = await sellerOf(t, [paid]);
  const address = { name: "Ada", street: "1 Row", city: "Bath", region: "", postcode: "", country: "GB", note: "" };
  const letters = await Promise.all(
    [paid, unpaid].map((about) => correspondence.write("delivery", about, BUYER, address)),
  );
  correspondence.abandon({ messages: letters.map(({ id }) => id) });
  assert.deepEqual([mailbox.of(paid).length, mailbox.of(unpaid).length], [1, 0]);
});

test("a failed operation takes back its own waiting words, and nothing else", async (t) => {
  const { mailbox, correspondence } = await sellerOf(t, []);
  const received: StoredMessage = {
    id: hash(1),
    order,
    kind: "delivery",
    author: BUYER,
    recipient: SELLER,
    envelope: randomBytes(64),
    digest: null,
    copy: null,
    state: "received",
  };
  mailbox.put(received);
  const kinds = () => mailbox.of(order).map(({ kind, state }) => `${kind} ${state}`);

  const { id } = await correspondence.write("tracking", order, BUYER, { text: "CP 1", salt: randomBytes(16) });
  correspondence.abandon({ messages: [id] });
  assert.deepEqual(kinds(), ["delivery received"]);

  const again = await correspondence.write("tracking", order, BUYER, { text: "CP 2", salt: randomBytes(16) });
  assert.notEqual(again.id, id);
  mailbox.delivered(again.id);
  const other = await correspondence.write("statement", order, BUYER, { text: "A photo", salt: randomBytes(16) });
  correspondence.abandon({ messages: [again.id, received.id] });
  correspondence.abandon({ messages: [] });
  assert.deepEqual(kinds().toSorted(), ["delivery received", "statement waiting", "tracking delivered"]);
  correspondence.abandon({ messages: [other.id] });
  assert.deepEqual(kinds().toSorted(), ["delivery received", "tracking delivered"]);
});
