// Mutants of releases and settlements by signature.
import type { Mutant } from "./mutant.ts";

const WALK = "solidity/Invariants.t.sol";
const WINDOWS = "solidity/Windows.t.sol";

export const signedMutants: Mutant[] = [
  {
    file: "Escrow.sol",
    text: "if (current != Status.Funded && current != Status.Shipped) {",
    by: "if (current < Status.Funded || current > Status.Disputed) {",
    lets: "an old signed release pays the seller of a disputed order",
    breaks: "I5: a dispute voids it",
    first: [WALK],
  },
  {
    file: "Escrow.sol",
    text: "if (rating > MAX_RATING) {",
    by: "if (rating > 254) {",
    lets: "a signed rating of 254",
    breaks: "rating 1 … 5",
    first: [WALK],
  },
  {
    file: "libraries/OrderHash.sol",
    text: "abi.encode(RELEASE_TYPEHASH, id, review, rating, deadline)",
    by: "abi.encode(RELEASE_TYPEHASH, id, bytes32(0), rating, deadline)",
    lets: "a submitter strips or swaps the review",
    breaks: "release covers the review",
    first: [WALK],
  },
  {
    file: "libraries/OrderHash.sol",
    text: "abi.encode(RELEASE_TYPEHASH, id, review, rating, deadline)",
    by: "abi.encode(RELEASE_TYPEHASH, id, review, uint8(0), deadline)",
    lets: "a submitter chooses the rating",
    breaks: "release covers the rating",
    first: [WALK],
  },
  {
    file: "libraries/OrderHash.sol",
    text: "abi.encode(RELEASE_TYPEHASH, id, review, rating, deadline)",
    by: "abi.encode(RELEASE_TYPEHASH, id, review, rating, uint40(0))",
    lets: "a submitter chooses the deadline",
    breaks: "release covers the deadline",
    first: [WALK],
  },
  {
    file: "libraries/OrderHash.sol",
    text: "keccak256(abi.encode(SETTLEMENT_TYPEHASH, id, buyerBps, deadline))",
    by: "keccak256(abi.encode(SETTLEMENT_TYPEHASH, id, uint16(0), deadline))",
    lets: "who submits a settlement chooses the share",
    breaks: "settlement covers the share",
    first: [WALK],
  },
  {
    file: "Escrow.sol",
    text: "if (msg.sender == other) other = seller;",
    by: "if (msg.sender == other) other = msg.sender;",
    lets: "a buyer settles with their own signature",
    breaks: "I5: both agree",
    first: [WALK],
  },
  {
    file: "Escrow.sol",
    text: "else if (msg.sender != seller) return abi.encodeWithSelector(NotAParty.selector, id, msg.sender);",
    by: "",
    lets: "a stranger settles what the buyer signed, without the seller",
    breaks: "I5: both agree",
    first: [WALK],
  },
  {
    file: "Escrow.sol",
    text: "if (block.timestamp > deadline) return",
    by: "if (block.timestamp > uint256(deadline) + 1) return",
    lets: "a signature outlives its deadline by a second",
    breaks: "I5",
    first: [WINDOWS],
  },
  {
    file: "Escrow.sol",
    text: "if (buyerBps > OfferRules.BPS) {",
    by: "if (buyerBps > OfferRules.BPS + 1) {",
    lets: "a share above the whole: the seller's wraps around",
    breaks: "I2",
    first: [WALK],
  },
  {
    file: "Escrow.sol",
    text: "if (current < Status.Funded || current > Status.Disputed) {",
    by: "if (current < Status.Funded) {",
    lets: "a closed order is settled and paid again",
    breaks: "I1, I4",
    first: [WALK],
  },
  {
    file: "Escrow.sol",
    text: "if (!Signature.isValid(signer, digest, signature, inBatch)) {",
    by: "if (signature.length == 0) {",
    lets: "any bytes are a signature",
    breaks: "I5",
    first: [WALK],
  },
];
