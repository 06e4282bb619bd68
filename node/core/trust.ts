// Whether this user lets an arbitrator decide about their money. An empty list names nobody, so it refuses nobody.
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import type { Offer } from "../../protocol/offer.ts";

/** Who could decide about an order: the arbitrator, and the fallback. */
export const rulersOf = ({ arbitrator, fallbackArbitrator }: Offer): Address[] =>
  [arbitrator, fallbackArbitrator].filter((who) => who !== ZERO_ADDRESS);

/** Those of an offer's arbitrators whom the user has not named, once they have named anybody. */
export function untrustedOf(offer: Offer, trusted: readonly Address[]): Address[] {
  return trusted.length === 0 ? [] : rulersOf(offer).filter((who) => !trusted.includes(who));
}
