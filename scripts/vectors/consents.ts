// Signed releases and settlements: EIP-712 digests and signatures, the extremes of every field among them.
import { SigningKey, TypedDataEncoder, id as keccakText } from "ethers";
import { escrowDomain } from "../../test/contracts/support/offer.ts";
import { ESCROW } from "./addresses.ts";
import { decimals, key } from "./offers.ts";

const TYPES = {
  Release: [
    { name: "orderId", type: "bytes32" },
    { name: "review", type: "bytes32" },
    { name: "rating", type: "uint8" },
    { name: "deadline", type: "uint40" },
  ],
  Settlement: [
    { name: "orderId", type: "bytes32" },
    { name: "buyerBps", type: "uint16" },
    { name: "deadline", type: "uint40" },
  ],
};
type Kind = keyof typeof TYPES;

const ZERO = `0x${"00".repeat(32)}`;
const ONES = `0x${"ff".repeat(32)}`;
const ORDER = keccakText("an order");
const REVIEW = keccakText("a review");
const LAST = 2n ** 40n - 1n;

const CASES: { name: string; kind: Kind; values: Record<string, string | bigint> }[] = [
  {
    name: "a release with a review",
    kind: "Release",
    values: { orderId: ORDER, review: REVIEW, rating: 5n, deadline: 4_102_444_800n },
  },
  {
    name: "a release without a review",
    kind: "Release",
    values: { orderId: ORDER, review: ZERO, rating: 0n, deadline: 4_102_444_800n },
  },
  { name: "the lowest release", kind: "Release", values: { orderId: ZERO, review: ZERO, rating: 0n, deadline: 0n } },
  {
    name: "the highest release",
    kind: "Release",
    values: { orderId: ONES, review: ONES, rating: 255n, deadline: LAST },
  },
  {
    name: "a settlement by halves",
    kind: "Settlement",
    values: { orderId: ORDER, buyerBps: 5_000n, deadline: 4_102_444_800n },
  },
  { name: "the lowest settlement", kind: "Settlement", values: { orderId: ZERO, buyerBps: 0n, deadline: 0n } },
  { name: "the highest settlement", kind: "Settlement", values: { orderId: ONES, buyerBps: 65_535n, deadline: LAST } },
];

export function consentVectors() {
  const domain = escrowDomain(31_337, ESCROW);
  const typeOf = (kind: Kind) => `${kind}(${TYPES[kind].map(({ name, type }) => `${type} ${name}`).join(",")})`;
  return {
    types: { Release: typeOf("Release"), Settlement: typeOf("Settlement") },
    domain,
    cases: CASES.map(({ name, kind, values }) => {
      const digest = TypedDataEncoder.hash(domain, { [kind]: TYPES[kind] }, values);
      const signature = new SigningKey(key("buyer")).sign(digest).serialized;
      return { name, kind, values: decimals(values), digest, signerKey: key("buyer"), signature };
    }),
  };
}
