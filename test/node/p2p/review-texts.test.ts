// Texts of reviews between real nodes: fetched by the digest on chain, offered by their author, and never taken for what they are not.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import * as dagCbor from "@ipld/dag-cbor";
import { multiaddr } from "@multiformats/multiaddr";
import { decode, encode } from "it-length-prefixed";
import { sha256 } from "@noble/hashes/sha2.js";
import { OFFER_PROTOCOL } from "../../../node/p2p/media/named-blocks.ts";
import type { EscrowEvent } from "../../../node/core/ports/chain.ts";
import { type Address, type Hex32, ZERO_ADDRESS, ZERO_HEX32, fromHex, toHex } from "../../../protocol/ids.ts";
import type { Order } from "../../../protocol/order.ts";
import { MAX_REVIEW_BYTES, encodeReview } from "../../../protocol/review.ts";
import { type Keeper, type KeeperOptions, startKeeper } from "../../support/keeper.ts";
import { createFileNursery, soon } from "../../support/p2p-files.ts";
import { createAccount, eventually } from "../../support/p2p-node.ts";
import { sampleOrder } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const nursery = createFileNursery();
const folders = createStoreFolders();
const keepers: Keeper[] = [];

async function keeper(seed: string, options: KeeperOptions = {}): Promise<Keeper> {
  const started = await startKeeper(nursery, folders, seed, options);
  keepers.push(started);
  return started;
}

afterEach(async () => {
  for (const one of keepers.splice(0)) await one.end();
  await nursery.end();
  folders.end();
});

const BUYER = createAccount("buyer").address;
const SELLER = createAccount("seller").address;
const ID = `0x${"0d".repeat(32)}` as Hex32;
const digestOf = (bytes: Uint8Array): Hex32 => toHex(sha256(bytes)) as Hex32;
const reviewBy = (author: Address, order = ID, text = "Held by many") =>
  encodeReview({
    v: 1,
    kind: "review",
    order,
    author,
    rating: 5,
    dimensions: { asDescribed: null, shipping: null, communication: null },
    pictures: [],
    title: "",
    text,
  });
const TEXT = reviewBy(BUYER);

/** What the chain says of an order that was reviewed with a digest. */
async function confirmed(node: Keeper, digest: Hex32, parties: Partial<Order["offer"]> = {}): Promise<void> {
  const sample = sampleOrder({ buyer: BUYER });
  const order = { ...sample, offer: { ...sample.offer, seller: SELLER, arbitrator: ZERO_ADDRESS, ...parties } };
  const at = (logIndex: number) => ({ block: 0, logIndex, transaction: ZERO_HEX32, orderId: ID });
  const nothing = { toBuyer: 0n, toSeller: 1n, toArbitrator: 0n, toReferrer: 0n };
  const events: EscrowEvent[] = [
    { ...at(0), name: "Opened", order },
    { ...at(1), name: "Shipped", tracking: ZERO_HEX32 },
    { ...at(2), name: "Reviewed", review: digest, rating: 4 },
    { ...at(3), name: "Closed", status: "released", ...nothing },
  ];
  const head = { number: 0, hash: `0x${"b0".repeat(32)}` as Hex32, parentHash: ZERO_HEX32, timestamp: 1_000 };
  await node.inbox.push({ kind: "blocks", from: 0, parentHash: ZERO_HEX32, headers: [head], head, events });
}

const shown = (node: Keeper) => node.read.reviews.of(ID)!;
const refusalsOf = (node: Keeper, peerId: string) =>
  node.network
    .refusals()
    .filter((refusal) => refusal.peerId === peerId)
    .map(({ reason }) => reason);

async function offer(peer: Awaited<ReturnType<typeof nursery.peer>>, to: Keeper, frame: Uint8Array): Promise<unknown> {
  const stream = await peer.helia.libp2p.dialProtocol(multiaddr(to.address()), OFFER_PROTOCOL);
  try {
    stream.send(encode.single(frame));
    for await (const answer of decode(stream)) return dagCbor.decode(answer.subarray());
    return undefined;
  } finally {
    await stream.close();
  }
}
const offering = (...digests: unknown[]) => dagCbor.encode({ digests });

describe("the text of a review", () => {
  it("is missing until a peer that has it comes, counts from the chain meanwhile, and is served on", async () => {
    const reader = await keeper("reader", { hold: "followed" });
    await confirmed(reader, digestOf(TEXT));
    const { text, rating, digest } = shown(reader);
    assert.deepEqual([text, rating, digest], [null, 4, digestOf(TEXT)]);
    assert.equal(reader.read.profiles.view(SELLER), undefined);
    const holder = await nursery.peer("honest", (wanted) => (digestOf(TEXT) === toHex(wanted) ? TEXT : undefined));
    await holder.helia.libp2p.dial(multiaddr(reader.address()));
    await eventually("the text is here", () => shown(reader).text !== null);
    assert.deepEqual([shown(reader).text!.body, shown(reader).rating], ["Held by many", 4]);
    assert.equal(reader.reviewHeldBy(ID), null);
    await eventually("one peer is counted", () => reader.reviewHeldBy(ID) === 1);
    assert.ok(reader.events.some((event) => event.type === "review.held" && event.peers === 1));

    await holder.helia.libp2p.stop();
    const next = await keeper("next", { hold: "followed", options: { join: [reader.address()] } });
    await confirmed(next, digestOf(TEXT));
    await eventually("the reader serves it", () => shown(next).text !== null);
  });

  it("comes from the honest one while others send another block, too large a one, garbage or nothing", async () => {
    const reader = await keeper("reader", { hold: "followed" });
    const reasons = {
      wrong: "blocks.wrong",
      large: "frame.size",
      garbage: "blocks.have",
      miscounts: "blocks.have",
    } as const;
    const liars = new Map<string, string>();
    for (const [behaviour, reason] of Object.entries(reasons)) {
      const liar = await nursery.peer(behaviour as keyof typeof reasons);
      await liar.helia.libp2p.dial(multiaddr(reader.address()));
      liars.set(liar.peerId, reason);
    }
    await eventually("they are connected", () => reader.network.peers().length === liars.size);
    await confirmed(reader, digestOf(TEXT));
    await eventually("each is found out", () =>
      [...liars].every(([peerId, reason]) => refusalsOf(reader, peerId).includes(reason)),
    );
    assert.equal(shown(reader).text, null);
    assert.equal(reader.namedBlocks.find(digestOf(TEXT)), undefined);
    const honest = await nursery.peer("honest", (wanted) => (digestOf(TEXT) === toHex(wanted) ? TEXT : undefined));
    await honest.helia.libp2p.dial(multiaddr(reader.address()));
    await eventually("the text is here", () => shown(reader).text !== null);
    assert.deepEqual(refusalsOf(reader, honest.peerId), []);
  });

  for (const [what, block] of [
    ["by the wrong author", reviewBy(SELLER)],
    ["about another order", reviewBy(BUYER, `0x${"0e".repeat(32)}` as Hex32)],
    ["that is no review", new TextEncoder().encode("free words")],
  ] as const) {
    it(`${what} is not taken, though the chain names it, and not asked for again`, async () => {
      const reader = await keeper("reader", { hold: "followed" });
      const holder = await nursery.peer("honest", (wanted) => (digestOf(block) === toHex(wanted) ? block : undefined));
      await holder.helia.libp2p.dial(multiaddr(reader.address()));
      await eventually("connected", () => reader.network.peers().length === 1);
      await confirmed(reader, digestOf(block));
      await eventually("it was judged", () => reader.logger.lines.some(({ message }) => /text out/.test(message)));
      assert.deepEqual([shown(reader).text, shown(reader).rating], [null, 4]);
      assert.equal(reader.namedBlocks.find(digestOf(block)), undefined, "nothing is stored");
      const asked = holder.asked();
      const other = await nursery.peer("honest"); // whoever comes makes it ask again, if it would
      await other.helia.libp2p.dial(multiaddr(reader.address()));
      await eventually("another peer", () => reader.network.peers().length === 2);
      await confirmed(reader, digestOf(block));
      assert.deepEqual(await offer(other, reader, offering(fromHex(digestOf(block)))), { have: [false] });
      for (let number = 0; number < 3; number++) {
        assert.equal((await reader.namedBlocks.ask([digestOf(TEXT)], MAX_REVIEW_BYTES, soon())).size, 0);
      }
      assert.equal(holder.asked(), asked);
    });
  }

  it("a rating without a digest is a rating without a text, and nothing is looked for", async () => {
    const reader = await keeper("reader");
    await confirmed(reader, ZERO_HEX32);
    assert.deepEqual([shown(reader).rating, shown(reader).digest, shown(reader).text], [4, null, null]);
    assert.deepEqual(reader.read.reviews.missing(), []);
  });
});

describe("an author's node", () => {
  it("offers the text to a party of the order that does not hold its journal, until it has it", async () => {
    const hub = await nursery.start("hub");
    const options = { join: [hub.address()] };
    const buyer = await keeper("buyer", { hold: "followed", options });
    const seller = await keeper("seller", { hold: "followed", options: { ...options, wants: () => false } });
    for (const one of [buyer, seller]) await confirmed(one, digestOf(TEXT));
    await eventually("the seller's node is known", () => buyer.journals.certificate(SELLER) !== undefined);
    assert.equal(shown(seller).text, null);
    assert.equal(await buyer.namedBlocks.offer(SELLER, digestOf(TEXT), soon()), false);
    await buyer.journals.append([{ kind: "review", block: TEXT }]);
    await eventually("the seller has the text", () => shown(seller).text !== null);
    await eventually("the buyer knows", () => (buyer.reviewHeldBy(ID) ?? 0) >= 1);
    assert.equal(seller.sequence(BUYER), 0);
    await eventually("it is kept as a block", () => seller.namedBlocks.find(digestOf(TEXT)) !== undefined);
    assert.equal(await buyer.namedBlocks.offer(SELLER, digestOf(TEXT), soon()), true);
  });
});

describe("an offer", () => {
  it("of what the chain has not named leaves nothing here; malformed ones and a flood are refused", async () => {
    const node = await keeper("node");
    const stranger = await nursery.peer("honest", () => TEXT);
    assert.deepEqual(await offer(stranger, node, offering(fromHex(digestOf(TEXT)))), { have: [false] });
    assert.equal(node.namedBlocks.find(digestOf(TEXT)), undefined);
    assert.equal(stranger.asked(), 0, "it was not even asked for");
    await confirmed(node, digestOf(TEXT));
    await eventually("now it is wanted", () => shown(node).text !== null);
    assert.deepEqual(await offer(stranger, node, offering(fromHex(digestOf(TEXT)))), { have: [true] });
    for (const frame of [offering(), offering(new Uint8Array(31)), offering("text"), new Uint8Array([1, 2, 3])]) {
      await offer(stranger, node, frame).catch(() => {});
    }
    await eventually("they are refused", () => refusalsOf(node, stranger.peerId).includes("offer.malformed"));
    for (let number = 0; number < 30; number++) {
      await offer(stranger, node, offering(new Uint8Array(32).fill(number))).catch(() => {});
    }
    await eventually("the flood ends", () => refusalsOf(node, stranger.peerId).includes("offer.rate"));
    assert.equal(shown(node).text!.body, "Held by many");
  });
});
