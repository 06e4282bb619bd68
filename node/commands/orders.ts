// Commands on orders: buy, and every call of the escrow's transition table, each checked before anything is durable.
import { randomBytes } from "node:crypto";
import { cidOf, digestOf } from "../../protocol/block.ts";
import { type Address, type Hex32, ZERO_ADDRESS, ZERO_HEX32 } from "../../protocol/ids.ts";
import type { Words } from "../../protocol/message.ts";
import { type OrderCall, TRANSITIONS, orderId, rolesOf } from "../../protocol/order.ts";
import { encodeReview, review } from "../../protocol/review.ts";
import { tidy } from "../../protocol/text.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { SoukError } from "../core/errors.ts";
import { nextStep } from "../core/order-story.ts";
import { decidePurchase } from "../core/purchase.ts";
import type { OrderRow } from "../core/order.ts";
import type { OrderCommands } from "../core/ports/commands.ts";
import type { EscrowWallet } from "../core/ports/chain.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Mailbox, StoredOperation } from "../core/ports/own.ts";
import type { ListingReader, OrderReader } from "../core/ports/readers.ts";
import { type Correspondence, wordsDigest } from "./correspondence.ts";
import { exactly } from "./drafts.ts";
import type { OperationRunner } from "./operations.ts";

type Done = Promise<StoredOperation>;

export function createOrderCommands({
  domain,
  wallet,
  listings,
  orders,
  correspondence,
  mailbox,
  operations,
  now,
  logger,
}: {
  domain: Domain;
  wallet: Pick<EscrowWallet, "address">;
  listings: ListingReader;
  orders: OrderReader;
  correspondence: Correspondence;
  mailbox: Mailbox;
  operations: OperationRunner;
  /** Chain time, unix seconds. */
  now: () => number;
  logger: Logger;
}): OrderCommands {
  const self = wallet.address;

  /**
   * The order, if this account could make the call in its present state. Whether the time is right the
   * contract judges in simulation: its clock is the next block's, ours the last one's.
   */
  function callable(id: Hex32, call: OrderCall): OrderRow {
    const row = orders.get(id);
    if (!row)
      throw new SoukError("order.unknown", `There is no order ${id} on this chain, or it has not arrived yet`, {
        subject: id,
      });
    const roles = rolesOf(row.order, self);
    if (TRANSITIONS.some((t) => t.call === call && t.from === row.status && roles.includes(t.who))) return row;
    const who = TRANSITIONS.filter((t) => t.call === call && t.from === row.status).map((t) => t.who);
    if (who.length > 0) {
      throw new SoukError(
        "order.wrong-party",
        `Only the ${[...new Set(who)].join(" or ")} of order ${id} can do this`,
        { subject: id },
      );
    }
    const message = `Order ${id} is ${row.status}, so "${call}" is not possible. ${nextStep(row, self, now())}`;
    throw new SoukError("order.not-allowed", message, { subject: id });
  }

  /** Runs a call; if it is refused, the messages written for it are withdrawn. */
  async function withMail(written: Hex32[], begin: () => Done): Done {
    try {
      return await begin();
    } catch (error) {
      for (const id of written) mailbox.discard(id);
      throw error;
    }
  }

  const plain = (call: "cancel" | "claim" | "expire" | "pass") => async (id: Hex32) => {
    const { order } = callable(id, call);
    return operations.run({ kind: call, subject: id, call: { call, order } });
  };

  return {
    async buy(purchase) {
      const { order, signature } = decidePurchase({
        purchase,
        buyer: self,
        listed: listings.listed(purchase.seller, purchase.listing),
        stock: (sku) => listings.stock(purchase.seller, sku),
        salt: randomBytes(8).readBigUInt64BE(),
        now: now(),
      });
      const id = orderId(domain, order);
      const delivery: Words<"delivery"> = purchase.delivery;
      const message = await correspondence.write("delivery", id, purchase.seller, delivery);
      return withMail([message.id], () =>
        operations.run({ kind: "buy", subject: id, call: { call: "open", order, signature } }),
      );
    },
    async ship(id, { tracking }) {
      const { order } = callable(id, "ship");
      const text = tidy(tracking);
      if (!text)
        return operations.run({ kind: "ship", subject: id, call: { call: "ship", order, tracking: ZERO_HEX32 } });
      const words = { text, salt: randomBytes(16) };
      const written = await tell("tracking", id, [order.buyer], words);
      return withMail(written, () =>
        operations.run({ kind: "ship", subject: id, call: { call: "ship", order, tracking: wordsDigest(words) } }),
      );
    },
    async confirm(id, input) {
      const { order } = callable(id, "confirm");
      if (!input.review) {
        return operations.run({
          kind: "confirm",
          subject: id,
          call: { call: "confirm", order, review: ZERO_HEX32, rating: 0 },
        });
      }
      const { rating, title, text } = input.review;
      const value = exactly(review, {
        v: 1,
        kind: "review",
        order: id,
        author: self,
        rating,
        title: tidy(title),
        text: tidy(text),
      });
      const block = encodeReview(value);
      return operations.run({
        kind: "confirm",
        subject: id,
        call: { call: "confirm", order, review: digestOf(cidOf(block)), rating },
        records: [{ kind: "review", block }],
      });
    },
    cancel: plain("cancel"),
    claim: plain("claim"),
    expire: plain("expire"),
    pass: plain("pass"),
    async dispute(id, { text }) {
      const { order } = callable(id, "dispute");
      const { seller, arbitrator, fallbackArbitrator } = order.offer;
      const words = { text: tidy(text), salt: randomBytes(16) };
      const readers = [seller, arbitrator, fallbackArbitrator].filter((reader) => reader !== ZERO_ADDRESS);
      const written = await tell("statement", id, readers, words);
      return withMail(written, () =>
        operations.run({
          kind: "dispute",
          subject: id,
          call: { call: "dispute", order, evidence: wordsDigest(words) },
        }),
      );
    },
    async rule(id, { buyerBps }) {
      const { order } = callable(id, "rule");
      return operations.run({ kind: "rule", subject: id, call: { call: "rule", order, buyerBps } });
    },
  };

  /** Money never waits for replication: a reader whose key is unknown is left out, and the log says so. */
  async function tell(
    kind: "tracking" | "statement",
    id: Hex32,
    readers: Address[],
    words: Words<"statement">,
  ): Promise<Hex32[]> {
    const written: Hex32[] = [];
    for (const reader of readers) {
      try {
        written.push((await correspondence.write(kind, id, reader, words)).id);
      } catch (error) {
        if (!(error instanceof SoukError)) throw error;
        logger.warn({ order: id, reader, code: error.code }, `could not address a ${kind}`);
      }
    }
    return written;
  }
}
