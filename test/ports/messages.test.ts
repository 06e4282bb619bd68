// The port Messages, on two real nodes: delivered, refused with the recipient's reason, unreachable; and bounded.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { MAX_ENVELOPE_BYTES } from "../../protocol/envelope.ts";
import { type TestNode, createAccount, createNursery, eventually } from "../support/p2p-node.ts";

const nursery = createNursery();
const soon = () => AbortSignal.timeout(5_000);

async function pair(): Promise<[TestNode, TestNode]> {
  const seller = await nursery.start("seller");
  const buyer = await nursery.start("buyer", { join: [seller.address()] });
  await eventually("certificates are exchanged", () =>
    [seller, buyer].every(({ journals }) =>
      [seller, buyer].every(({ account }) => journals.certificate(account.address) !== undefined),
    ),
  );
  return [seller, buyer];
}

describe("Messages of p2p", () => {
  afterEach(nursery.end);

  it("delivers bytes to the owner's home, without any journal entry", async () => {
    const [seller, buyer] = await pair();
    const heard: Uint8Array[] = [];
    seller.messages.onMessage(async (bytes) => {
      heard.push(bytes);
      return null;
    });
    await buyer.messages.send(seller.account.address, new Uint8Array([1, 2, 3]), soon());
    await buyer.messages.send(seller.account.address, new Uint8Array(MAX_ENVELOPE_BYTES), soon());
    assert.deepEqual(
      heard.map((bytes) => bytes.length),
      [3, MAX_ENVELOPE_BYTES],
    );
  });

  it("passes the recipient's reason on", async () => {
    const [seller, buyer] = await pair();
    seller.messages.onMessage(async () => "no such order");
    await assert.rejects(buyer.messages.send(seller.account.address, new Uint8Array(1), soon()), {
      code: "peer.refused",
      retryable: false,
      message: /no such order/,
    });
    assert.equal(seller.network.refusals()[0]?.reason, "message.refused");
  });

  it("says that trying again may help when the recipient is not ready, failed, away or unknown", async () => {
    const [seller, buyer] = await pair();
    const unreachable = { code: "peer.unreachable", retryable: true };
    const send = () => buyer.messages.send(seller.account.address, new Uint8Array(1), soon());
    await assert.rejects(send(), unreachable, "no handler yet");
    seller.messages.onMessage(async () => {
      throw new Error("the disk is full");
    });
    await assert.rejects(send(), unreachable, "handler failed");
    await nursery.stop(seller);
    await assert.rejects(send(), unreachable, "away");
    const stranger = createAccount("stranger").address;
    await assert.rejects(buyer.messages.send(stranger, new Uint8Array(1), soon()), unreachable, "unknown");
  });

  it("refuses what is too large before it dials", async () => {
    const [seller, buyer] = await pair();
    const large = new Uint8Array(MAX_ENVELOPE_BYTES + 1);
    await assert.rejects(buyer.messages.send(seller.account.address, large, soon()), { code: "input.invalid" });
  });

  it("takes only so many from one peer, and says so", async () => {
    const [seller, buyer] = await pair();
    let handled = 0;
    seller.messages.onMessage(async () => {
      handled++;
      return null;
    });
    let unreachable = 0;
    for (let count = 0; count < 60; count++) {
      await buyer.messages.send(seller.account.address, new Uint8Array(1), soon()).catch(() => unreachable++);
    }
    assert.ok(handled >= 20 && handled < 60, `${handled} handled`);
    assert.equal(handled + unreachable, 60);
    assert.ok(seller.network.refusals().some(({ reason }) => reason === "message.rate"));
  });

  it("ends with the caller's signal", async () => {
    const [seller, buyer] = await pair();
    seller.messages.onMessage(() => new Promise(() => {}));
    const started = Date.now();
    const sent = buyer.messages.send(seller.account.address, new Uint8Array(1), AbortSignal.timeout(300));
    await assert.rejects(sent, { code: "peer.unreachable" });
    assert.ok(Date.now() - started < 3_000);
  });
});
