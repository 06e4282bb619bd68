// What makes an account dear to throw away: a seller's bond that a lie burns, an arbitrator's public word and bond.
import { parseEther, id as keccakText } from "ethers";
import { CATALOGUE_FIELDS, type Catalogue } from "../../../protocol/catalogue.ts";
import { type Hex32, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { ADDRESSES } from "../contracts.ts";
import { SIGNING_DOMAIN, typesOf } from "../deals.ts";
import { COIN, type Scenario } from "../scenario.ts";
import type { Stage } from "../stage.ts";

const BOND = parseEther("3");

async function equivocation(stage: Stage): Promise<void> {
  const { people, bond, tell } = stage;
  tell.prove("the bond is about this escrow", (await bond.escrow()).toLowerCase(), ADDRESSES.escrow);
  await stage.act(
    "The seller locks three ether as a bond.",
    people.seller,
    bond.lock.populateTransaction(people.seller),
    {
      value: BOND,
      model: (ledger) => ledger.move(ZERO_ADDRESS, people.seller, ADDRESSES.bond, BOND),
    },
  );
  tell.step("They sign two different catalogues of the same number, one for each half of the market.");
  const sign = async (goods: string) => {
    const catalogue: Catalogue = {
      seller: people.seller,
      sequence: 7,
      offersRoot: keccakText(goods) as Hex32,
      contentDigest: keccakText(`pages about ${goods}`) as Hex32,
    };
    const types = typesOf("Catalogue", CATALOGUE_FIELDS);
    return { catalogue, signature: await stage.sign(people.seller, SIGNING_DOMAIN, types, catalogue) };
  };
  const [one, other] = [await sign("lanterns at 25"), await sign("lanterns at 40")];
  const half = BOND / 2n;
  await stage.act(
    "They ask for half of the bond back.",
    people.seller,
    bond.requestWithdrawal.populateTransaction(half),
  );
  const same = bond.proveEquivocation.populateTransaction(one.catalogue, one.signature, one.catalogue, one.signature);
  await stage.refused("One catalogue twice proves nothing.", people.stranger, same, "SameCatalogue");
  const proof = () =>
    bond.proveEquivocation.populateTransaction(one.catalogue, one.signature, other.catalogue, other.signature);
  await stage.act(
    "Somebody who saw both burns it all, also what was leaving. Nobody gets it.",
    people.stranger,
    proof(),
  );
  tell.prove("it is burnt", await bond.burnt(), BOND);
  tell.prove("and the seller is known for it", await bond.proved(people.seller, 7), true);
  const { locked, leaving } = await bond.bondOf(people.seller);
  tell.prove("nothing is left to the seller", locked + leaving, 0n);
  await stage.refused(
    "There is nothing to withdraw.",
    people.seller,
    bond.withdraw.populateTransaction(people.seller),
    "NothingLeaving",
  );
  await stage.refused("A lie is proved once.", people.stranger, proof(), "AlreadyProved");
}

/** Locks, asks back, waits, withdraws: the same for the bond of a seller and of an arbitrator. */
async function bondAndBack(stage: Stage, kind: "bond" | "registry"): Promise<void> {
  const { people } = stage;
  const contract = stage[kind];
  const owner = kind === "bond" ? people.potter : people.arbitrator;
  const name = stage.ledger.nameOf(owner);
  const lock = contract.lock.populateTransaction(owner);
  await stage.act(`The ${name} locks three ether.`, owner, lock, {
    value: BOND,
    model: (ledger) => ledger.move(ZERO_ADDRESS, owner, ADDRESSES[kind], BOND),
  });
  await stage.act("And asks for it back.", owner, contract.requestWithdrawal.populateTransaction(BOND));
  const { availableAt } = await contract.bondOf(owner);
  const withdraw = () => contract.withdraw.populateTransaction(owner);
  const last = Number(availableAt) - 1;
  await stage.refused("For thirty days it can still be lost.", owner, withdraw(), "StillBonded", { at: last });
  await stage.act("Then it is theirs again.", owner, withdraw(), {
    at: last + 1,
    model: (ledger) => ledger.move(ZERO_ADDRESS, ADDRESSES[kind], owner, BOND),
  });
}

async function registered(stage: Stage): Promise<void> {
  const { people, registry, tell } = stage;
  const page = keccakText("a page about the arbitrator");
  const publish = (feeBps: number, consents: boolean) =>
    registry.publish.populateTransaction(feeBps, consents, page, "en,pt");
  await stage.refused(
    "An arbitrator cannot ask for more than the escrow pays.",
    people.arbitrator,
    publish(1_001, true),
    "OutOfRange",
  );
  await stage.act("They publish that they serve, for 5 %.", people.arbitrator, publish(500, true));
  await stage.act("So does another one.", people.second, publish(250, true));
  tell.prove("both are listed", await registry.count(), 2n);
  const all = await registry.profiles(0, 10);
  tell.prove("the oldest first", all.map(({ feeBps }) => feeBps).join(), "500,250");
  await stage.act("The first one stops taking new orders.", people.arbitrator, publish(500, false));
  tell.prove("which clients see before they buy", (await registry.profileOf(people.arbitrator)).consents, false);
  await bondAndBack(stage, "registry");
}

export const standing: readonly Scenario[] = [
  {
    name: "equivocation",
    about: "two catalogues of one number burn the seller's bond",
    monies: COIN,
    play: equivocation,
  },
  {
    name: "bond",
    about: "an honest seller gets the bond back after thirty days",
    monies: COIN,
    play: (stage) => bondAndBack(stage, "bond"),
  },
  {
    name: "registry",
    about: "an arbitrator publishes, stops serving, takes the bond back",
    monies: COIN,
    play: registered,
  },
];
