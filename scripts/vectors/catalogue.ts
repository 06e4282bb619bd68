// Catalogues: trees with free slots, edits and proofs, digests and a signature; roots are folded level by level, without any cache.
import { AbiCoder, SigningKey, TypedDataEncoder, computeAddress, concat, id as keccakText, keccak256 } from "ethers";
import { OFFER_TYPES, type OfferTerms, digestOf, escrowDomain } from "../../test/contracts/support/offer.ts";
import { OFFER, decimals, key } from "./offers.ts";
import { ESCROW } from "./addresses.ts";

const CATALOGUE_TYPES = {
  Catalogue: [
    { name: "seller", type: "address" },
    { name: "sequence", type: "uint64" },
    { name: "offersRoot", type: "bytes32" },
    { name: "contentDigest", type: "bytes32" },
  ],
};
const CONTENT_TYPE = "Content(string listing,bytes32 terms)";
const NOTHING = `0x${"00".repeat(32)}`;

type Leaf = string | null;
const leaf = (number: number): string => keccakText(`leaf ${number}`);
const leaves = (count: number): Leaf[] => Array.from({ length: count }, (_, i) => leaf(i));

const pair = (a: string, b: string): string => keccak256(concat(a < b ? [a, b] : [b, a]));

function levelAbove(level: Leaf[]): Leaf[] {
  return Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => {
    const [left, right] = [level[2 * i] ?? null, level[2 * i + 1] ?? null];
    return left && right ? pair(left, right) : (left ?? right);
  });
}

function rootOf(level: Leaf[]): string {
  if (level.length === 0) return NOTHING;
  return level.length === 1 ? (level[0] ?? NOTHING) : rootOf(levelAbove(level));
}

function proofOf(level: Leaf[], slot: number): string[] {
  if (level.length <= 1) return [];
  const sibling = level[slot % 2 === 0 ? slot + 1 : slot - 1];
  return [...(sibling ? [sibling] : []), ...proofOf(levelAbove(level), Math.floor(slot / 2))];
}

const tree = (name: string, slots: Leaf[]) => ({
  name,
  slots,
  root: rootOf(slots),
  proofs: slots.map((held, slot) => (held ? proofOf(slots, slot) : null)),
});

/** One tree after each step. */
function history() {
  const slots = leaves(5);
  const steps: { do: string; slot: number; leaf: Leaf; root: string }[] = [];
  const step = (what: string, slot: number, value: Leaf) => {
    slots[slot] = value;
    steps.push({ do: what, slot, leaf: value, root: rootOf(slots) });
  };
  step("replace", 3, leaf(100));
  step("remove", 1, null);
  step("add", 1, leaf(101));
  step("add", 5, leaf(102));
  step("add", 6, leaf(103));
  step("add", 7, leaf(104));
  step("add", 8, leaf(105));
  step("remove", 8, null);
  step("replace", 0, leaf(106));
  return { slots: leaves(5), root: rootOf(leaves(5)), steps };
}

/** Three signed offers of one seller in slots 0, 1 and 3: what a buyer opens by proof. */
function signedCatalogue() {
  const domain = escrowDomain(31_337, ESCROW);
  const seller = computeAddress(key("seller")).toLowerCase();
  const listings = [
    { listing: "storm-lantern", terms: keccakText("the first edition"), unitPrice: 24_900_000n },
    { listing: "storm-lantern", terms: keccakText("the first edition"), unitPrice: 19_900_000n },
    null,
    { listing: "oak-stool", terms: keccakText("another listing"), unitPrice: 80_000_000n },
  ];
  const offers = listings.map(
    (held, slot): OfferTerms | null =>
      held && {
        ...OFFER,
        terms: held.terms,
        sku: keccakText(`product ${slot}`),
        unitPrice: held.unitPrice,
        counter: 0n,
      },
  );
  const digests = offers.map((offer) => offer && digestOf(domain, offer));
  const contents = listings.map(
    (held) =>
      held &&
      keccak256(
        AbiCoder.defaultAbiCoder().encode(
          ["bytes32", "bytes32", "bytes32"],
          [keccakText(CONTENT_TYPE), keccakText(held.listing), held.terms],
        ),
      ),
  );
  const catalogue = { seller, sequence: "1", offersRoot: rootOf(digests), contentDigest: rootOf(contents) };
  const digest = TypedDataEncoder.hash(domain, CATALOGUE_TYPES, catalogue);
  return {
    contentType: CONTENT_TYPE,
    offerFields: OFFER_TYPES.Offer.map(({ name }) => name),
    slots: offers.map(
      (offer, slot) =>
        offer && {
          listing: listings[slot]!.listing,
          offer: decimals(offer),
          digest: digests[slot],
          path: proofOf(digests, slot),
          content: contents[slot],
        },
    ),
    catalogue,
    signerKey: key("seller"),
    digest,
    signature: new SigningKey(key("seller")).sign(digest).serialized,
  };
}

export const catalogueVectors = () => ({
  type: `Catalogue(${CATALOGUE_TYPES.Catalogue.map(({ name, type }) => `${type} ${name}`).join(",")})`,
  domain: escrowDomain(31_337, ESCROW),
  trees: [
    tree("empty", []),
    tree("one leaf: the root is the leaf", leaves(1)),
    tree("two leaves", leaves(2)),
    tree("three leaves: the last one moves up", leaves(3)),
    tree("five leaves", leaves(5)),
    tree("eight leaves", leaves(8)),
    tree("a free slot in the middle", [leaf(0), null, leaf(2), leaf(3)]),
    tree("only free slots on one side", [null, null, leaf(2), leaf(3), null]),
    tree("all slots free", [null, null, null]),
    tree("two equal leaves", [leaf(0), leaf(0)]),
    tree("depth 10", leaves(600)),
  ].map((entry) => (entry.slots.length > 100 ? sampled(entry) : entry)),
  history: history(),
  signed: signedCatalogue(),
});

/** Of a large tree the proofs of a few slots are enough; its leaves are keccak256("leaf 0"), … */
function sampled({ name, slots, root, proofs }: ReturnType<typeof tree>) {
  const shown = [0, 1, 255, 256, 511, 512, 598, 599];
  return {
    name,
    count: slots.length,
    root,
    sampled: shown.map((slot) => ({ slot, leaf: slots[slot], path: proofs[slot] })),
  };
}
