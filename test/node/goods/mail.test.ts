// Words about an order's file, as a peer sends them: only the seller's, only those the chain names, and for no more than was sold.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { afterEach, describe, it } from "node:test";
import { type DigitalFile, maxSealedBytes } from "../../../protocol/goods.ts";
import type { Address, Cid } from "../../../protocol/ids.ts";
import type { Goods } from "../../../protocol/message.ts";
import { createBuyer, sampleFile } from "../../support/goods.ts";
import { BUYER } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const folders = createStoreFolders();
const { file } = sampleFile(new Uint8Array(100_000));

const words = (changes: Partial<Goods> = {}): Goods => ({
  cid: `bafybei${"a".repeat(52)}` as Cid,
  key: `AGE-SECRET-KEY-1${"Q".repeat(58)}`,
  salt: new Uint8Array(16),
  bytes: maxSealedBytes(file.bytes),
  ...changes,
});

const buyer = (of: DigitalFile | null = file) => createBuyer(folders.create(), of);

describe("words about a file", () => {
  afterEach(folders.end);

  it("are kept once they are what the chain names, and the file is expected", async () => {
    const { receive, letter, ship, own, id } = await buyer();
    const bytes = await letter(words());
    assert.equal(await receive(bytes), "goods.not-shipped", "the chain may be behind: the seller's node tries again");
    assert.deepEqual(own.arrivals.due(), []);
    ship(words());
    assert.equal(await receive(bytes), null);
    assert.equal(await receive(bytes), null, "sent again, because the acknowledgement was lost");
    assert.deepEqual([own.mailbox.of(id).length, own.arrivals.due()], [1, [id]]);
  });

  it("are refused of anybody but the seller", async () => {
    const { receive, letter, ship, own } = await buyer();
    ship(words());
    assert.equal(await receive(await letter(words(), { author: BUYER, key: 12 })), "message.party");
    const stranger = "0x00000000000000000000000000000000000000aa" as Address;
    assert.equal(await receive(await letter(words(), { author: stranger })), "envelope.signature");
    assert.deepEqual(own.arrivals.due(), []);
  });

  it("are refused when the chain names others", async () => {
    const { receive, letter, ship } = await buyer();
    ship(words());
    assert.equal(await receive(await letter(words({ salt: new Uint8Array(randomBytes(16)) }))), "goods.not-shipped");
  });

  it("are refused for more bytes than the file can have", async () => {
    const { receive, letter, ship, own } = await buyer();
    const large = words({ bytes: maxSealedBytes(file.bytes) + 1 });
    ship(large);
    assert.equal(await receive(await letter(large)), "goods.too-large");
    assert.deepEqual(own.arrivals.due(), []);
  });

  it("are refused of a listing that sells no file", async () => {
    const { receive, letter, ship } = await buyer(null);
    ship(words());
    assert.equal(await receive(await letter(words())), "goods.not-digital");
  });

  it("are refused when they cannot be read", async () => {
    const { receive, letter, ship } = await buyer();
    ship(words());
    for (const wrong of [{ ...words(), key: "AGE-SECRET-KEY-PQ-1Q" }, { ...words(), more: 1 }, { text: "hello" }])
      assert.equal(await receive(await letter(wrong)), "goods.unreadable");
  });
});
