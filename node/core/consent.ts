// Decides whether what a party signed for the other one to submit is good now: right order, right signer, still in time.
import { type Release, type Settlement, releaseDigest, settlementDigest } from "../../protocol/consent.ts";
import type { Recover } from "../../protocol/envelope.ts";
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import type { Words } from "../../protocol/message.ts";
import { type Split, isClosed, splitOf, totalOf } from "../../protocol/order.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { type Verdict, accept, refuse } from "../../protocol/verdict.ts";
import type { OrderRow } from "./order.ts";
import type { SignedRelease } from "./ports/chain.ts";

/** What signatures are judged by. */
export interface ConsentFacts {
  domain: Domain;
  recover: Recover;
  /** Chain time, unix seconds. */
  now: number;
}

/** Rules N-1, N-2, N-4. Signatures of contract wallets (ERC-1271) are not judged yet, so such releases are refused. */
export function judgeRelease(
  row: OrderRow,
  author: Address,
  words: Words<"release">,
  { domain, recover, now }: ConsentFacts,
): Verdict<SignedRelease> {
  const { buyer } = row.order;
  if (row.status !== "funded" && row.status !== "shipped") {
    return refuse("release.void", `order ${row.id} is ${row.status}: a release is void`);
  }
  if (author !== buyer) return refuse("release.party", `only the buyer ${buyer} releases the money`);
  if (words.deadline < now) return refuse("release.expired", "the release has expired");
  const release: Release = { orderId: row.id, ...words };
  if (recover(releaseDigest(domain, release), words.signature) !== buyer) {
    return refuse("release.signature", `the release is not signed by ${buyer}`);
  }
  return accept({ order: row.order, ...words });
}

/** A split that its author agreed to; the amounts are exact, as the escrow will pay them. */
export interface Proposal {
  author: Address;
  buyerBps: number;
  deadline: number;
  signature: string;
  amounts: Split;
}

/** Rules N-2, N-3, N-4. */
export function judgeSettlement(
  row: OrderRow,
  author: Address,
  { buyerBps, deadline, signature }: Words<"settlement">,
  { domain, recover, now }: ConsentFacts,
): Verdict<Proposal> {
  if (isClosed(row.status)) return refuse("settlement.void", `order ${row.id} is closed`);
  const { buyer, offer } = row.order;
  if (author !== buyer && author !== offer.seller) return refuse("settlement.party", `${author} is no party`);
  if (deadline < now) return refuse("settlement.expired", "the proposal has expired");
  const settlement: Settlement = { orderId: row.id, buyerBps, deadline };
  if (recover(settlementDigest(domain, settlement), signature) !== author) {
    return refuse("settlement.signature", `the proposal is not signed by ${author}`);
  }
  return accept({ author, buyerBps, deadline, signature, amounts: amountsOf(row, buyerBps) });
}

/** What each gets when the order is split without a ruling (I2). */
export function amountsOf({ order }: OrderRow, buyerBps: number): Split {
  const referrerBps = order.referrer === ZERO_ADDRESS ? 0 : order.offer.referrerBps;
  return splitOf(totalOf(order), 0, buyerBps, referrerBps);
}
