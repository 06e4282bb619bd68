// Shows orders: rows of the read model with their story, names, listing, and the private words this node can read.
import type { OrderDetail, OrderSummary } from "../../../protocol/api/order-schemas.ts";
import { type Address, type Hex32, ZERO_ADDRESS, ZERO_HEX32 } from "../../../protocol/ids.ts";
import type { Listing } from "../../../protocol/listing.ts";
import type { MessageKind, Words } from "../../../protocol/message.ts";
import { type OrderCall, allowedCalls, deadlineOf, isClosed, rolesOf, totalOf } from "../../../protocol/order.ts";
import type { Consents, HeldProposal, HeldRelease } from "../../commands/orders/consents.ts";
import { SoukError } from "../../core/errors.ts";
import type { OrderRow, RecordedEvent } from "../../core/order.ts";
import { eventText, ifNobodyActs, nextStep } from "../../core/order-story.ts";
import type { OrderQueries } from "../../core/ports/commands.ts";
import type { StoredMessage } from "../../core/ports/own.ts";
import type { ListingReader, OrderReader, ProfileReader, ReviewReader } from "../../core/ports/readers.ts";
import { articleOf, shippingOf } from "./article.ts";
import type { FileView } from "./file.ts";

/** Reads a private message with this node's key; null if it can't be read. */
export type ReadWords = <K extends MessageKind>(
  message: StoredMessage,
  kind: K,
) => Promise<{ words: Words<K>; digest: Hex32 } | null>;

const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();
const orNull = (address: Address): Address | null => (address === ZERO_ADDRESS ? null : address);

type Named = OrderDetail["unheard"][number];

/** The statements that the chain names, by author and digest, in its order. */
function namedBy(events: readonly RecordedEvent[], buyer: Address): Map<string, Named> {
  const named = new Map<string, Named>();
  for (const event of events) {
    if (event.name !== "Disputed" && event.name !== "Evidence") continue;
    const author = event.name === "Disputed" ? buyer : event.party;
    const key = `${author} ${event.evidence}`;
    if (event.evidence !== ZERO_HEX32 && !named.has(key)) named.set(key, { author, at: iso(event.time) });
  }
  return named;
}

export function createOrderViews({
  self,
  orders,
  listings,
  profiles,
  reviews,
  heldBy,
  messagesOf,
  readWords,
  fileOf,
  consents,
  now,
  head,
  finality,
}: {
  self: Address;
  orders: Pick<OrderReader, "get" | "events" | "list" | "paidWith">;
  listings: Pick<ListingReader, "edition" | "listed">;
  profiles: Pick<ProfileReader, "name">;
  reviews: Pick<ReviewReader, "of">;
  /** How many peers hold the text of an order's review; null when they have not been asked. */
  heldBy: (order: Hex32) => number | null;
  messagesOf: (order: Hex32) => StoredMessage[];
  readWords: ReadWords;
  fileOf: FileView;
  consents: Consents;
  /** Chain time, unix seconds. */
  now: () => number;
  /** Number of the newest block that was ingested. */
  head: () => number;
  /** Blocks until an event counts as final. */
  finality: number;
}): OrderQueries {
  /** What has become of the listing whose edition was bought. */
  function nowOf({ seller, id }: Listing, terms: Hex32): "same" | "changed" | "gone" {
    const current = listings.listed(seller, id);
    if (!current) return "gone";
    return current.terms === terms ? "same" : "changed";
  }

  const isFinal = (block: number): boolean => head() - block >= finality;

  const summary = async (row: OrderRow): Promise<OrderSummary> =>
    isClosed(row.status)
      ? summarised(row, null, [])
      : summarised(row, await consents.releaseOf(row), await consents.proposalsOf(row));

  /** @param release and proposals: what is good now */
  function summarised(row: OrderRow, release: HeldRelease | null, proposals: HeldProposal[]): OrderSummary {
    const { order, status, id } = row;
    const { seller, currency } = order.offer;
    const deadline = deadlineOf(row);
    const digital = !!listings.edition(order.offer)?.file;
    const signed = release !== null;
    const paymentFinal = isFinal(row.openedBlock);
    const roles = rolesOf(order, self);
    const isParty = roles.includes("buyer") || roles.includes("seller");
    const proposal = isParty ? proposals.find(({ author }) => author !== self) : undefined;
    // Releases are collected for all orders at once, and files are shipped by the node.
    const elsewhere: OrderCall[] = digital ? ["confirmBySignature", "ship"] : ["confirmBySignature"];
    return {
      id,
      status,
      roles,
      seller,
      sellerName: profiles.name(seller),
      buyer: order.buyer,
      buyerName: profiles.name(order.buyer),
      listing: articleOf(listings.edition(order.offer), order),
      units: order.units,
      currency,
      total: totalOf(order).toString(),
      openedAt: iso(row.openedAt),
      paymentFinal,
      deadline: deadline === null ? null : iso(deadline),
      next: nextStep(row, self, now(), {
        signed,
        digital,
        unsettled: !paymentFinal,
        proposed: proposal !== undefined,
      }),
      signed,
      proposedUntil: proposal ? iso(proposal.deadline) : null,
      allowed: allowedCalls(row, self, now()).filter((call) => !elsewhere.includes(call)),
    };
  }

  async function deliveryOf(messages: StoredMessage[]): Promise<OrderDetail["delivery"]> {
    const message = messages.find(({ kind }) => kind === "delivery");
    if (!message) return { state: "none", address: null };
    const read = await readWords(message, "delivery");
    return { state: message.state, address: read?.words ?? null };
  }

  async function trackingOf(messages: StoredMessage[], onChain: Hex32 | null): Promise<string | null> {
    for (const message of messages) {
      const read = await readWords(message, "tracking");
      if (read && read.digest === onChain) return read.words.text;
    }
    return null;
  }

  /** One statement per author and text, however many readers it was sealed to; in the chain's order. */
  async function statementsOf(
    messages: StoredMessage[],
    named: Map<string, Named>,
  ): Promise<Pick<OrderDetail, "statements" | "unheard">> {
    const statements = new Map<string, OrderDetail["statements"][number]>();
    for (const message of messages) {
      const read = await readWords(message, "statement");
      if (!read) continue;
      const { author } = message;
      const key = `${author} ${read.digest}`;
      const at = named.get(key)?.at ?? null;
      statements.set(key, { author, text: read.words.text, onChain: at !== null, at });
    }
    const keys = [...named.keys()];
    const onChain = keys.flatMap((key) => statements.get(key) ?? []);
    return {
      statements: [...onChain, ...[...statements.values()].filter(({ at }) => at === null)],
      unheard: keys.filter((key) => !statements.has(key)).map((key) => named.get(key)!),
    };
  }

  const agreementsOf = (
    release: HeldRelease | null,
    proposals: HeldProposal[],
  ): Pick<OrderDetail, "release" | "settlements"> => ({
    release: release && { state: release.state, rating: release.rating, deadline: iso(release.deadline) },
    settlements: proposals.map(({ author, state, buyerBps, deadline, amounts }) => ({
      by: author,
      state,
      buyerBps,
      deadline: iso(deadline),
      buyer: amounts.buyer.toString(),
      seller: amounts.seller.toString(),
      referrer: amounts.referrer.toString(),
    })),
  });

  return {
    summary,
    async list(query) {
      const { items, next } = orders.list(self, query);
      return { items: await Promise.all(items.map(summary)), next };
    },
    async detail(id) {
      const row = orders.get(id);
      if (!row) {
        throw new SoukError("order.unknown", `There is no order ${id} on this chain, or it has not arrived here yet`, {
          subject: id,
        });
      }
      const { offer } = row.order;
      const messages = messagesOf(id);
      const events = orders.events(id);
      const forced = ifNobodyActs(row);
      const edition = listings.edition(offer);
      // All that is read from the read model at one moment: a block may come, or go, while private words are opened.
      const known = {
        bought: edition ? { description: edition.description, now: nowOf(edition, offer.terms) } : null,
        timeline: events.map((event) => ({
          event: event.name,
          text: eventText(event, row),
          at: iso(event.time),
          block: event.block,
          transaction: event.transaction,
          final: isFinal(event.block),
        })),
        ifNobodyActs: forced && { text: forced.text, at: iso(forced.at) },
        combinedWith: orders.paidWith(id),
        arbitrator: orNull(offer.arbitrator),
        arbitratorName: profiles.name(offer.arbitrator),
        fallbackArbitrator: orNull(offer.fallbackArbitrator),
        arbitratorFeeBps: offer.arbitratorFeeBps,
        defaultBuyerBps: offer.defaultBuyerBps,
        payout: row.payout && {
          buyer: row.payout.buyer.toString(),
          seller: row.payout.seller.toString(),
          arbitrator: row.payout.arbitrator.toString(),
          referrer: row.payout.referrer.toString(),
        },
        review: reviews.of(id) ?? null,
        reviewHeldBy: heldBy(id),
        file: fileOf(row, edition, messages),
        extension: row.extension,
      };
      const delivery = await deliveryOf(messages);
      const release = await consents.releaseOf(row);
      const proposals = await consents.proposalsOf(row);
      return {
        ...summarised(row, release, proposals),
        ...known,
        ...shippingOf(edition, row.order, delivery.address?.country),
        delivery,
        tracking: await trackingOf(messages, row.tracking),
        ...(await statementsOf(messages, namedBy(events, row.order.buyer))),
        ...agreementsOf(release, proposals),
      };
    },
  };
}
