// Offers as the contract tests and the vector script write them: typed fields, their packing, digest and id, by ethers alone.
import { AbiCoder, TypedDataEncoder, type TypedDataDomain, keccak256 } from "ethers";
import type { OfferStruct } from "../../../types/ethers-contracts/Escrow.ts";

export interface OfferTerms {
  seller: string;
  arbitrator: string;
  fallbackArbitrator: string;
  currency: string;
  unitPrice: bigint;
  shipping: bigint;
  terms: string;
  sku: string;
  maxUnits: bigint;
  shipWindow: bigint;
  inspectionWindow: bigint;
  rulingWindow: bigint;
  arbitratorFeeBps: bigint;
  referrerBps: bigint;
  defaultBuyerBps: bigint;
  validUntil: bigint;
  counter: bigint;
}

export const OFFER_TYPES = {
  Offer: [
    { name: "seller", type: "address" },
    { name: "arbitrator", type: "address" },
    { name: "fallbackArbitrator", type: "address" },
    { name: "currency", type: "address" },
    { name: "unitPrice", type: "uint256" },
    { name: "shipping", type: "uint256" },
    { name: "terms", type: "bytes32" },
    { name: "sku", type: "bytes32" },
    { name: "maxUnits", type: "uint32" },
    { name: "shipWindow", type: "uint32" },
    { name: "inspectionWindow", type: "uint32" },
    { name: "rulingWindow", type: "uint32" },
    { name: "arbitratorFeeBps", type: "uint16" },
    { name: "referrerBps", type: "uint16" },
    { name: "defaultBuyerBps", type: "uint16" },
    { name: "validUntil", type: "uint40" },
    { name: "counter", type: "uint40" },
  ],
};

export const escrowDomain = (chainId: bigint | number, verifyingContract: string): TypedDataDomain => ({
  name: "Souk Escrow",
  version: "1",
  chainId,
  verifyingContract,
});

export const digestOf = (domain: TypedDataDomain, offer: OfferTerms): string =>
  TypedDataEncoder.hash(domain, OFFER_TYPES, offer);

/** The nine fields after `sku`, most significant first, as one word. */
export function packLimits(offer: OfferTerms): bigint {
  return OFFER_TYPES.Offer.slice(8).reduce((word, { name, type }) => {
    const bits = BigInt(type.slice("uint".length));
    return (word << bits) | offer[name as "maxUnits"];
  }, 0n);
}

export function packOffer(offer: OfferTerms): OfferStruct {
  const { seller, arbitrator, fallbackArbitrator, currency, unitPrice, shipping, terms, sku } = offer;
  const limits = packLimits(offer);
  return { seller, arbitrator, fallbackArbitrator, currency, unitPrice, shipping, terms, sku, limits };
}

export const orderIdOf = (digest: string, buyer: string, units: bigint, salt: bigint, referrer: string): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["bytes32", "address", "uint32", "uint64", "address"],
      [digest, buyer, units, salt, referrer],
    ),
  );
