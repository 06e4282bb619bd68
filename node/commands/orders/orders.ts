// Commands on orders that need nobody's agreement: calls of the escrow's transition table, each checked before anything is durable.
import { randomBytes } from "node:crypto";
import { type Address, type Hex32, ZERO_ADDRESS, ZERO_HEX32 } from "../../../protocol/ids.ts";
import type { Order } from "../../../protocol/order.ts";
import { tidy } from "../../../protocol/text.ts";
import { SoukError } from "../../core/errors.ts";
import type { OrderCommands } from "../../core/ports/commands.ts";
import type { ListingReader, ReviewReader } from "../../core/ports/readers.ts";
import type { OperationRunner } from "../operations.ts";
import type { Callable } from "./callable.ts";
import { type Correspondence, wordsDigest } from "./correspondence.ts";
import { writeReply, writeReview } from "./reviews.ts";

export function createOrderCommands({
  self,
  callable,
  listings,
  reviews,
  correspondence,
  operations,
}: {
  self: Address;
  callable: Callable;
  listings: Pick<ListingReader, "edition">;
  reviews: Pick<ReviewReader, "of">;
  correspondence: Correspondence;
  operations: OperationRunner;
}): OrderCommands {
  const plain = (call: "cancel" | "claim" | "expire" | "pass") => async (id: Hex32) => {
    const { order } = callable(id, call);
    return operations.run({ kind: call, subject: id, call: { call, order } });
  };

  /** Everybody else who may read about the order. */
  function others({ buyer, offer }: Order): Address[] {
    const parties = [buyer, offer.seller, offer.arbitrator, offer.fallbackArbitrator];
    return parties.filter((party) => party !== ZERO_ADDRESS && party !== self);
  }

  const state = (kind: "dispute" | "evidence", call: "dispute" | "submitEvidence") => {
    return async (id: Hex32, { text }: { text: string }) => {
      const { order } = callable(id, call);
      const words = { text: tidy(text), salt: randomBytes(16) };
      return correspondence.accompany(async (mail) => {
        await mail.tell("statement", id, others(order), words);
        const { messages } = mail;
        return operations.run({ kind, subject: id, call: { call, order, evidence: wordsDigest(words) }, messages });
      });
    };
  };

  function shippable(id: Hex32): Order {
    const { order } = callable(id, "ship");
    if (listings.edition(order.offer)?.file) {
      const message = `Order ${id} is of a file: this node delivers it and marks it shipped by itself`;
      throw new SoukError("order.not-allowed", message, { subject: id });
    }
    return order;
  }

  return {
    checkShip: (id) => void shippable(id),
    async ship(id, { tracking }) {
      const order = shippable(id);
      const text = tidy(tracking);
      const words = { text, salt: randomBytes(16) };
      return correspondence.accompany(async (mail) => {
        if (text) await mail.tell("tracking", id, [order.buyer], words);
        const { messages } = mail;
        const call = { call: "ship", order, tracking: text ? wordsDigest(words) : ZERO_HEX32 } as const;
        return operations.run({ kind: "ship", subject: id, call, messages });
      });
    },
    async extend(id, { seconds }) {
      const { order, extension } = callable(id, "extend");
      return operations.run({
        kind: "extend",
        subject: id,
        call: { call: "extend", order, extension: extension + seconds },
      });
    },
    async confirm(id, input) {
      const { order } = callable(id, "confirm");
      const { digest, rating, records } = writeReview(id, self, input.review);
      return operations.run({
        kind: "confirm",
        subject: id,
        call: { call: "confirm", order, review: digest, rating },
        records,
      });
    },
    async reply(id, { text }) {
      const review = reviews.of(id);
      if (!review) {
        const message = `Order ${id} has no review to reply to, or it has not arrived here yet`;
        throw new SoukError("review.none", message, { subject: id });
      }
      if (review.seller !== self) {
        throw new SoukError("order.wrong-party", `Only the seller of order ${id} replies to its review`, {
          subject: id,
        });
      }
      return operations.run({ kind: "reply", subject: id, records: [writeReply(id, self, text)] });
    },
    cancel: plain("cancel"),
    claim: plain("claim"),
    expire: plain("expire"),
    pass: plain("pass"),
    dispute: state("dispute", "dispute"),
    evidence: state("evidence", "submitEvidence"),
    async rule(id, { buyerBps }) {
      const { order } = callable(id, "rule");
      return operations.run({ kind: "rule", subject: id, call: { call: "rule", order, buyerBps } });
    },
  };
}
