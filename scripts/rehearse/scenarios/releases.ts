// The buyer is content: confirmed in person with a review, or by signatures that a stranger carries out.
import { id as keccakText } from "ethers";
import { RELEASE_FIELDS, RELEASE_LIFETIME, type Release, releaseDigest } from "../../../protocol/consent.ts";
import { type Address, type Hex32, ZERO_HEX32 } from "../../../protocol/ids.ts";
import { offerDigest } from "../../../protocol/offer.ts";
import type { ReleaseStruct } from "../../../types/ethers-contracts/Escrow.ts";
import { DOMAIN, type Deal, SIGNING_DOMAIN, closed, ifNobodyActs, proveStatus, reach, typesOf } from "../deals.ts";
import { BOTH, type Scenario } from "../scenario.ts";
import type { Stage } from "../stage.ts";

const REVIEW = keccakText("Warm light. Arrived well packed.") as Hex32;

async function happy(stage: Stage): Promise<void> {
  const { people, escrow, tell, currency } = stage;
  const deal = await reach(stage, "shipped");
  await ifNobodyActs(stage, deal);
  const digest = await escrow.offerDigest(deal.struct.offer);
  tell.prove("the seller signed what the escrow hashes", digest, offerDigest(DOMAIN, deal.order.offer));
  const { verifyingContract } = await escrow.eip712Domain();
  tell.prove("for this escrow alone", verifyingContract.toLowerCase(), DOMAIN.escrow);
  await stage.act(
    "The buyer confirms and reviews in the same call: the seller is paid, the referrer credited.",
    people.buyer,
    escrow.confirm.populateTransaction(deal.struct, REVIEW, 5),
    { model: closed(deal, { buyerBps: 0 }) },
  );
  await proveStatus(stage, deal, "released");
  await stage.act(
    "The referrer takes out their share.",
    people.referrer,
    escrow.withdraw.populateTransaction(currency, people.referrer),
    { model: (ledger) => ledger.withdraw(currency, people.referrer, people.referrer) },
  );
  const cancel = escrow.cancel.populateTransaction(deal.struct);
  await stage.refused("The seller changes their mind: closed is closed.", people.seller, cancel, "WrongStatus");
}

/** What the order's buyer signs, at no cost. `signer`: the key of a buyer that is a wallet. */
export async function signedRelease(
  stage: Stage,
  { id, order, struct }: Deal,
  { rating = 0, signer = order.buyer }: { rating?: number; signer?: Address } = {},
): Promise<ReleaseStruct> {
  const review = rating > 0 ? REVIEW : ZERO_HEX32;
  const deadline = (await stage.now()) + RELEASE_LIFETIME;
  const release: Release = { orderId: id, review, rating, deadline };
  const digest = await stage.escrow.releaseDigest(id, review, rating, deadline);
  stage.tell.prove("escrow and model hash the release alike", digest, releaseDigest(DOMAIN, release));
  const signature = await stage.sign(signer, SIGNING_DOMAIN, typesOf("Release", RELEASE_FIELDS), release);
  return { order: struct, review, rating, deadline, signature };
}

async function signed(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const first = await reach(stage, "shipped");
  const second = await reach(stage, "shipped");
  const cracked = await reach(stage, "shipped");
  const last = await reach(stage, "shipped", { seller: people.potter });
  stage.tell.step("The buyer signs four releases, two with a review, and goes offline: no gas.");
  const batch = [
    await signedRelease(stage, first, { rating: 5 }),
    await signedRelease(stage, second),
    await signedRelease(stage, cracked),
  ];
  const alone = await signedRelease(stage, last, { rating: 4 });
  await stage.act(
    "One parcel turns out to be broken: the buyer disputes, which voids the release they signed.",
    people.buyer,
    escrow.dispute.populateTransaction(cracked.struct, keccakText("the crack")),
  );
  await stage.act(
    "A stranger submits three in one transaction: two are paid, in one payment; the disputed one is skipped.",
    people.stranger,
    escrow.confirmMany.populateTransaction(batch),
    { model: (ledger) => [first, second].forEach((deal) => closed(deal, { buyerBps: 0 })(ledger)) },
  );
  await proveStatus(stage, first, "released");
  await proveStatus(stage, second, "released");
  await proveStatus(stage, cracked, "disputed");
  const voided = escrow.confirmBySignature.populateTransaction(batch[2]!);
  await stage.refused("Alone, the voided release is refused.", people.stranger, voided, "WrongStatus");
  const changed = escrow.confirmBySignature.populateTransaction({ ...alone, rating: 1 });
  await stage.refused("Nobody can change the rating.", people.stranger, changed, "InvalidSignature");
  await stage.act(
    "As it was signed, anybody submits it.",
    people.stranger,
    escrow.confirmBySignature.populateTransaction(alone),
    { model: closed(last, { buyerBps: 0 }) },
  );
  await proveStatus(stage, last, "released");
}

export const releases: readonly Scenario[] = [
  { name: "happy", about: "shipped, confirmed with a review, paid", monies: BOTH, play: happy },
  {
    name: "signed-release",
    about: "releases by signature, in a batch by a stranger; a dispute voids one",
    monies: BOTH,
    play: signed,
  },
];
