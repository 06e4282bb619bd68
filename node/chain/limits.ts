// The nine small fields of an offer in one word, as contracts/types/Limits.sol packs them: most significant first.
import { OFFER_FIELDS, type Offer } from "../../protocol/offer.ts";

type SmallField = keyof Pick<
  Offer,
  | "maxUnits"
  | "shipWindow"
  | "inspectionWindow"
  | "rulingWindow"
  | "arbitratorFeeBps"
  | "referrerBps"
  | "defaultBuyerBps"
  | "validUntil"
  | "counter"
>;

const SMALL = OFFER_FIELDS.slice(8).map(([name, type]) => ({
  name: name as SmallField,
  bits: BigInt(type.replace("uint", "")),
}));

/** @throws RangeError for a number that does not fit its field */
export function packLimits(offer: Pick<Offer, SmallField>): bigint {
  return SMALL.reduce((word, { name, bits }) => {
    const value = BigInt(offer[name]);
    if (value < 0n || value >> bits !== 0n) throw new RangeError(`${name} does not fit ${bits} bits`);
    return (word << bits) | value;
  }, 0n);
}

export function unpackLimits(word: bigint): Pick<Offer, SmallField> {
  const fields = {} as Record<SmallField, number>;
  let rest = word;
  for (const { name, bits } of SMALL.toReversed()) {
    fields[name] = Number(rest & ((1n << bits) - 1n));
    rest >>= bits;
  }
  return fields;
}
