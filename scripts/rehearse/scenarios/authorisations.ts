// Paid by signature: a permit that somebody used first, Permit2 and ERC-3009 through a relayer, and a wallet contract as buyer.
import { Signature, type TypedDataDomain, type TypedDataField, concat, id as keccakText, keccak256 } from "ethers";
import { DEV_CHAIN_ID } from "../../../protocol/deployments.ts";
import type { Address } from "../../../protocol/ids.ts";
import { SignerWallet__factory } from "../../../types/ethers-contracts/factories/mocks/SignerWallet__factory.ts";
import { ADDRESSES } from "../contracts.ts";
import { DAY, DOMAIN, type Deal, closed, draw, paid, proveStatus } from "../deals.ts";
import { type Scenario, TOKEN } from "../scenario.ts";
import type { Stage } from "../stage.ts";
import { signedRelease } from "./releases.ts";

const DOLLAR_DOMAIN: TypedDataDomain = {
  name: "Test Dollar",
  version: "1",
  chainId: DEV_CHAIN_ID,
  verifyingContract: ADDRESSES.dollar,
};
const PERMIT2_DOMAIN: TypedDataDomain = {
  name: "Permit2",
  chainId: DEV_CHAIN_ID,
  verifyingContract: ADDRESSES.permit2,
};

const fields = (text: string): TypedDataField[] =>
  text.split(", ").map((field) => {
    const [type, name] = field.split(" ");
    return { type: type!, name: name! };
  });
const PERMIT = { Permit: fields("address owner, address spender, uint256 value, uint256 nonce, uint256 deadline") };
const AUTHORIZATION = {
  ReceiveWithAuthorization: fields(
    "address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce",
  ),
};
const PERMIT2_TRANSFER = {
  PermitWitnessTransferFrom: fields(
    "TokenPermissions permitted, address spender, uint256 nonce, uint256 deadline, bytes32 orderId",
  ),
  TokenPermissions: fields("address token, uint256 amount"),
};

/** What a payment's signature consents to: the order, or the hash of several. */
const consentOf = (deals: readonly Deal[]): string =>
  deals.length === 1 ? deals[0]!.id : keccak256(concat(deals.map(({ id }) => id)));
const sumOf = (deals: readonly Deal[]): bigint => deals.reduce((sum, { total }) => sum + total, 0n);
const purchasesOf = (deals: readonly Deal[]) => deals.map(({ purchase }) => purchase);

async function permitFrontRun(stage: Stage): Promise<void> {
  const { people, escrow, dollar } = stage;
  const deal = await draw(stage);
  stage.tell.step("The buyer signs a permit, for one transaction that allows and pays.");
  const value = deal.total;
  const deadline = (await stage.now()) + DAY;
  const nonce = await dollar.nonces(people.buyer);
  const message = { owner: people.buyer, spender: DOMAIN.escrow, value, nonce, deadline };
  const { v, r, s } = Signature.from(await stage.sign(people.buyer, DOLLAR_DOMAIN, PERMIT, message));
  const used = dollar.permit.populateTransaction(people.buyer, DOMAIN.escrow, value, deadline, v, r, s);
  await stage.act("A stranger sees it in the mempool and uses it first, to spoil the purchase.", people.stranger, used);
  const permit = { currency: dollar.target, value, deadline, v, r, s };
  const steal = escrow.openWithPermit.populateTransaction([deal.purchase], [permit]);
  await stage.refused(
    "It pays for nothing of theirs: the buyer is who calls.",
    people.stranger,
    steal,
    "PaymentFailed",
  );
  const call = escrow.openWithPermit.populateTransaction([deal.purchase], [permit]);
  await stage.act("The buyer's transaction comes second, and goes through all the same.", people.buyer, call, {
    model: paid(deal),
  });
  await proveStatus(stage, deal, "funded");
}

async function permit2(stage: Stage): Promise<void> {
  const { people, escrow, dollar } = stage;
  const deals = [await draw(stage), await draw(stage, { seller: people.potter })];
  const other = await draw(stage);
  await stage.prepare(people.buyer, dollar.approve.populateTransaction(ADDRESSES.permit2, 2n ** 256n - 1n));
  stage.tell.step("The buyer, who allowed Permit2 once, signs one transfer for a cart of two orders.");
  const amount = sumOf(deals);
  const deadline = (await stage.now()) + DAY;
  const message = {
    permitted: { token: dollar.target, amount },
    spender: DOMAIN.escrow,
    nonce: 7,
    deadline,
    orderId: consentOf(deals),
  };
  const signature = await stage.sign(people.buyer, PERMIT2_DOMAIN, PERMIT2_TRANSFER, message);
  const transfer = { nonce: 7, deadline, signature };
  const open = (cart: readonly Deal[]) =>
    escrow.openWithPermit2.populateTransaction(people.buyer, purchasesOf(cart), transfer);
  await stage.refused("A relayer cannot buy something else with it.", people.stranger, open([other]), "PaymentFailed");
  await stage.act("They submit what was signed: the buyer spends no gas.", people.stranger, open(deals), {
    model: paid(...deals),
  });
  await stage.refused("And only once.", people.stranger, open(deals), "CartItem(0, WrongStatus)");
  for (const deal of deals) await proveStatus(stage, deal, "funded");
}

/** The buyer's ERC-3009 authorisation of exactly these orders. `signer`: the key of a buyer that is a wallet. */
async function authorised(stage: Stage, deals: readonly Deal[], signer: Address) {
  const validBefore = (await stage.now()) + DAY;
  const message = {
    from: deals[0]!.order.buyer,
    to: DOMAIN.escrow,
    value: sumOf(deals),
    validAfter: 0,
    validBefore,
    nonce: consentOf(deals),
  };
  const signature = await stage.sign(signer, DOLLAR_DOMAIN, AUTHORIZATION, message);
  return { validAfter: 0, validBefore, signature };
}

async function authorisation(stage: Stage): Promise<void> {
  const { people, escrow } = stage;
  const deals = [await draw(stage), await draw(stage, { seller: people.weaver })];
  stage.tell.step("The buyer has no coin: they sign an ERC-3009 authorisation for a cart of two orders.");
  const authorization = await authorised(stage, deals, people.buyer);
  const open = (cart: readonly Deal[]) =>
    escrow.openWithAuthorization.populateTransaction(people.buyer, purchasesOf(cart), authorization);
  await stage.refused("A relayer cannot leave one out.", people.stranger, open(deals.slice(0, 1)), "PaymentFailed");
  await stage.act("They submit what was signed.", people.stranger, open(deals), { model: paid(...deals) });
  for (const deal of deals) await proveStatus(stage, deal, "funded");
}

async function walletBuyer(stage: Stage): Promise<void> {
  const { people, escrow, dollar } = stage;
  const address = await stage.deploy("wallet", new SignerWallet__factory().getDeployTransaction(people.buyer));
  stage.tell.step("The buyer is a wallet contract (ERC-1271) that cannot send a transaction of its own.");
  const deal = await draw(stage, { buyer: address });
  await stage.act("It holds dollars.", people.buyer, dollar.transfer.populateTransaction(address, deal.total), {
    model: (ledger) => ledger.move(ADDRESSES.dollar, people.buyer, address, deal.total),
  });
  const forged = await authorised(stage, [deal], people.stranger);
  const authorization = await authorised(stage, [deal], people.buyer);
  const open = (signed: typeof forged) =>
    escrow.openWithAuthorization.populateTransaction(address, [deal.purchase], signed);
  await stage.refused("A stranger's key does not open it.", people.stranger, open(forged), "PaymentFailed");
  await stage.act(
    "A relayer opens the order by the signature of its owner's key.",
    people.stranger,
    open(authorization),
    {
      model: paid(deal),
    },
  );
  const ship = escrow.ship.populateTransaction(deal.struct, keccakText("CP 7781 2094 PT"));
  await stage.act("The seller ships.", people.seller, ship);
  const release = await signedRelease(stage, deal, { rating: 5, signer: people.buyer });
  await stage.act(
    "And anybody submits the release that the wallet stands by.",
    people.stranger,
    escrow.confirmBySignature.populateTransaction(release),
    { model: closed(deal, { buyerBps: 0 }) },
  );
  await proveStatus(stage, deal, "released");
}

export const authorisations: readonly Scenario[] = [
  {
    name: "permit-front-run",
    about: "somebody else submits the buyer's permit first",
    monies: TOKEN,
    play: permitFrontRun,
  },
  { name: "permit2", about: "a relayer opens a cart by a Permit2 signature", monies: TOKEN, play: permit2 },
  {
    name: "authorisation",
    about: "a relayer opens a cart by an ERC-3009 authorisation",
    monies: TOKEN,
    play: authorisation,
  },
  {
    name: "wallet-buyer",
    about: "an ERC-1271 wallet buys and releases by signatures alone",
    monies: TOKEN,
    play: walletBuyer,
  },
];
