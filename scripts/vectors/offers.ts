// Offers with their EIP-712 digest, a signature and an order id, extremes of every field among them.
import { SigningKey, computeAddress, id as keccakText } from "ethers";
import { OFFER_TYPES, type OfferTerms, digestOf, escrowDomain, orderIdOf } from "../../test/contracts/support/offer.ts";
import { ESCROW, TEST_DOLLAR } from "./addresses.ts";

const ZERO = `0x${"00".repeat(20)}`;
const ONES = `0x${"ff".repeat(20)}`;
const ZERO_WORD = `0x${"00".repeat(32)}`;
const ONES_WORD = `0x${"ff".repeat(32)}`;

/** A private key that everybody can make again. */
export const key = (name: string): string => keccakText(`souk vectors: ${name}`);
const address = (name: string): string => computeAddress(key(name)).toLowerCase();

interface Purchase {
  buyer: string;
  units: bigint;
  salt: bigint;
  referrer: string;
}

export const OFFER: OfferTerms = {
  seller: address("seller"),
  arbitrator: address("arbitrator"),
  fallbackArbitrator: address("fallback"),
  currency: TEST_DOLLAR,
  unitPrice: 49_990_000n,
  shipping: 4_900_000n,
  terms: keccakText("a listing"),
  sku: keccakText("a product"),
  maxUnits: 12n,
  shipWindow: 259_200n,
  inspectionWindow: 1_209_600n,
  rulingWindow: 604_800n,
  arbitratorFeeBps: 500n,
  referrerBps: 250n,
  defaultBuyerBps: 5_000n,
  validUntil: 4_102_444_800n,
  counter: 7n,
};
const PURCHASE: Purchase = { buyer: address("buyer"), units: 2n, salt: 1n, referrer: address("referrer") };

/** Everything zero but the seller, and everything at its field's highest value. */
const extreme = (low: boolean): Partial<OfferTerms> =>
  Object.fromEntries(
    OFFER_TYPES.Offer.slice(1).map(({ name, type }) => {
      if (type === "address") return [name, low ? ZERO : ONES];
      if (type === "bytes32") return [name, low ? ZERO_WORD : ONES_WORD];
      return [name, low ? 0n : 2n ** BigInt(type.slice("uint".length)) - 1n];
    }),
  );
const LOWEST = extreme(true);
const HIGHEST = extreme(false);

/** One field at its extreme, all others at the other extreme: a packing that leaks into its neighbour shows. */
const alone = Object.keys(HIGHEST).map((name) => {
  const field = name as keyof OfferTerms;
  return { name: `only ${name} is not zero`, offer: { ...LOWEST, [field]: HIGHEST[field] } };
});

const CASES: { name: string; offer?: Partial<OfferTerms>; purchase?: Partial<Purchase>; signer?: string }[] = [
  { name: "a counted product in a token, both arbitrators, a referrer" },
  { name: "in the coin", offer: { currency: ZERO, unitPrice: 10n ** 17n, shipping: 10n ** 16n } },
  {
    name: "nobody arbitrates",
    offer: { arbitrator: ZERO, fallbackArbitrator: ZERO, arbitratorFeeBps: 0n, rulingWindow: 0n },
  },
  { name: "uncounted", offer: { sku: ZERO_WORD, maxUnits: 0n }, purchase: { referrer: ZERO } },
  { name: "another seller", offer: { seller: address("another seller") }, signer: "another seller" },
  { name: "another buyer", purchase: { buyer: address("another buyer") } },
  { name: "another salt", purchase: { salt: 2n } },
  { name: "another number of units", purchase: { units: 3n } },
  { name: "the highest salt and units", purchase: { salt: 2n ** 64n - 1n, units: 2n ** 32n - 1n } },
  { name: "the lowest of everything", offer: LOWEST, purchase: { buyer: ZERO, units: 0n, salt: 0n, referrer: ZERO } },
  {
    name: "the highest of everything",
    offer: HIGHEST,
    purchase: { buyer: ONES, units: 2n ** 32n - 1n, salt: 2n ** 64n - 1n, referrer: ONES },
  },
  ...alone,
];

export function offerVectors() {
  const domain = escrowDomain(31_337, ESCROW);
  return {
    type: `Offer(${OFFER_TYPES.Offer.map(({ name, type }) => `${type} ${name}`).join(",")})`,
    domain,
    cases: CASES.map(({ name, ...changes }) => {
      const offer = { ...OFFER, ...changes.offer };
      const purchase = { ...PURCHASE, ...changes.purchase };
      const signerKey = key(changes.signer ?? "seller");
      const digest = digestOf(domain, offer);
      return {
        name,
        offer: decimals(offer),
        signerKey,
        digest,
        signature: new SigningKey(signerKey).sign(digest).serialized,
        purchase: decimals(purchase),
        orderId: orderIdOf(digest, purchase.buyer, purchase.units, purchase.salt, purchase.referrer),
      };
    }),
  };
}

/** JSON has no bigint: integers are decimal strings. */
export const decimals = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
