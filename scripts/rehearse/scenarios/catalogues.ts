// A thousand offers under one signature: bought with a proof, voided by a higher floor, retired for good.
import { ZeroHash, id as keccakText } from "ethers";
import { CATALOGUE_FIELDS, type Catalogue, catalogueDigest, createSlotTree } from "../../../protocol/catalogue.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { offerDigest } from "../../../protocol/offer.ts";
import {
  DOMAIN,
  type Deal,
  SIGNING_DOMAIN,
  closed,
  draw,
  open,
  proveStatus,
  reach,
  typesOf,
  valueOf,
} from "../deals.ts";
import { BOTH, type Scenario } from "../scenario.ts";
import type { Stage } from "../stage.ts";

const SLOTS = 1_024;
const SLOT = 700;

async function catalogue(stage: Stage): Promise<void> {
  const { people, escrow, tell } = stage;
  const tree = createSlotTree(Array.from({ length: SLOTS }, (_, slot) => keccakText(`offer ${slot}`) as Hex32));

  /** An edition in which the lantern has this offer; signs it, and makes the purchase one by proof. */
  async function edition(sequence: number, drawn: Deal): Promise<Deal> {
    tree.set(SLOT, offerDigest(DOMAIN, drawn.order.offer));
    const contentDigest = keccakText(`pages of edition ${sequence}`) as Hex32;
    const signed: Catalogue = { seller: people.seller, sequence, offersRoot: tree.root(), contentDigest };
    const digest = await escrow.catalogueDigest(signed);
    tell.prove("escrow and model hash the catalogue alike", digest, catalogueDigest(DOMAIN, signed));
    const signature = await stage.sign(people.seller, SIGNING_DOMAIN, typesOf("Catalogue", CATALOGUE_FIELDS), signed);
    const path = tree.proof(SLOT);
    tell.prove("the proof has ten steps", path.length, 10);
    return { ...drawn, purchase: { ...drawn.purchase, sequence, contentDigest, path, signature } };
  }

  tell.step(`The seller signs ${SLOTS} offers at once.`);
  const old = await edition(1, await draw(stage));
  await open(stage, old);
  tell.step("The price rises: one slot of the tree changes, and the seller signs again.");
  const { unitPrice, validUntil } = old.order.offer;
  const dearer = await edition(2, await draw(stage, { unitPrice: 2n * unitPrice }));
  await stage.act(
    "Then they raise the floor, which voids the edition before.",
    people.seller,
    escrow.raiseFloor.populateTransaction(2),
  );
  tell.prove("the floor is public", await escrow.floor(people.seller), 2n);
  const again = await draw(stage, { validUntil });
  const cheap = escrow.open.populateTransaction({ ...again.purchase, ...proofOf(old) });
  const value = valueOf(again);
  await stage.refused("Nobody buys at the old price any more.", people.buyer, cheap, "OfferVoid", { value });
  await open(stage, dearer);
  await stage.refused(
    "The floor does not fall.",
    people.seller,
    escrow.raiseFloor.populateTransaction(1),
    "FloorNotRaised",
  );
  await stage.act(
    "What was bought before goes on.",
    people.seller,
    escrow.ship.populateTransaction(old.struct, ZeroHash),
  );
  const confirm = escrow.confirm.populateTransaction(old.struct, ZeroHash, 0);
  await stage.act("And is paid at the price it had.", people.buyer, confirm, { model: closed(old, { buyerBps: 0 }) });
  await proveStatus(stage, dearer, "funded");
}

/** What a purchase takes from the edition that holds its offer. */
const proofOf = ({ purchase: { sequence, contentDigest, path, signature } }: Deal) => ({
  sequence,
  contentDigest,
  path,
  signature,
});

async function retired(stage: Stage): Promise<void> {
  const { people, escrow, tell } = stage;
  const bought = await reach(stage, "funded");
  const { sku } = bought.order.offer;
  const next = await draw(stage);
  await stage.act(
    "There will be no more lanterns: the seller retires them.",
    people.seller,
    escrow.retire.populateTransaction(sku),
  );
  const [sold, gone] = await escrow.stock(people.seller, sku);
  tell.prove("everybody can see it", `${sold} sold, retired: ${gone}`, "2 sold, retired: true");
  const buy = escrow.open.populateTransaction(next.purchase);
  await stage.refused("An offer that is signed and in stock is void all the same.", people.buyer, buy, "SkuRetired");
  await stage.act("The open order goes on.", people.seller, escrow.ship.populateTransaction(bought.struct, ZeroHash));
  const confirm = escrow.confirm.populateTransaction(bought.struct, ZeroHash, 0);
  await stage.act("And is paid.", people.buyer, confirm, { model: closed(bought, { buyerBps: 0 }) });
}

export const catalogues: readonly Scenario[] = [
  {
    name: "catalogue",
    about: "bought by a proof of depth 10; a dearer edition voids the old one",
    monies: BOTH,
    play: catalogue,
  },
  { name: "retired", about: "a retired sku cannot be bought, and its open order goes on", monies: BOTH, play: retired },
];
