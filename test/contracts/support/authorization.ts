// The two ways in that a buyer signs and anybody submits, Permit2 and ERC-3009: who judges the signature, and what is signed; by ethers alone.
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  type ContractTransactionResponse,
  MaxUint256,
  TypedDataEncoder,
  type TypedDataField,
  concat,
  id as keccakText,
  keccak256,
} from "ethers";
import { artifacts } from "hardhat";
import type { AuthorizationStruct, Permit2TransferStruct } from "../../../types/ethers-contracts/Escrow.ts";
import { purchasesOf } from "./cart.ts";
import { AUTHORIZATION_TYPES } from "./erc3009.ts";
import { PERMIT2, WITNESS_TYPES } from "./permit2.ts";
import { type Deal, type Trade, createStage } from "./trade.ts";

type Signer = Pick<HardhatEthersSigner, "signTypedData">;
type Call = "openWithPermit2" | "openWithAuthorization";

/** What the buyer signs. */
export interface Terms {
  buyer: string;
  consent: string;
  currency: string;
  amount: bigint;
  escrow: string;
  chainId: bigint;
  nonce: bigint;
  /** From the second after this on (ERC-3009). */
  after: bigint;
  /** Permit2: up to and including; ERC-3009: up to but without. */
  until: bigint;
}

/** One order's id, or the hash of several in their order. */
export const consentTo = (ids: string[]): string => (ids.length === 1 ? ids[0]! : keccak256(concat(ids)));

export const sumOf = (cart: Deal[]): bigint => cart.reduce((sum, { total }) => sum + total, 0n);

export async function termsFor({ escrow, token, buyer }: Trade, cart: Deal[]): Promise<Terms> {
  const { chainId } = await buyer.provider!.getNetwork();
  return {
    buyer: cart[0]!.order.buyer as string,
    consent: consentTo(cart.map(({ id }) => id)),
    currency: token.target as string,
    amount: sumOf(cart),
    escrow: escrow.target as string,
    chainId,
    nonce: 0n,
    after: 0n,
    until: 2n ** 40n,
  };
}

type TypedData = [
  Parameters<typeof TypedDataEncoder.hash>[0],
  Record<string, TypedDataField[]>,
  Record<string, unknown>,
];

/** A way in: who judges, what is signed, and how the escrow is called. */
export interface Door {
  call: Call;
  typedData(terms: Terms): TypedData;
  struct(terms: Terms, signature: string): Permit2TransferStruct | AuthorizationStruct;
  /** What the judge says of a signature that is not the buyer's over these terms. */
  forged(trade: Trade, terms: Terms): string;
}

export const PERMIT2_DOOR: Door = {
  call: "openWithPermit2",
  typedData: ({ consent, currency, amount, escrow, chainId, nonce, until }) => [
    { name: "Permit2", chainId, verifyingContract: PERMIT2 },
    WITNESS_TYPES,
    { permitted: { token: currency, amount }, spender: escrow, nonce, deadline: until, orderId: consent },
  ],
  struct: ({ nonce, until }, signature) => ({ nonce, deadline: until, signature }),
  forged: () => keccakText("InvalidSigner()").slice(0, 10),
};

export const ERC3009_DOOR: Door = {
  call: "openWithAuthorization",
  typedData: ({ buyer, consent, currency, amount, escrow, chainId, after, until }) => [
    { name: "Test Dollar", version: "1", chainId, verifyingContract: currency },
    { ReceiveWithAuthorization: AUTHORIZATION_TYPES.ReceiveWithAuthorization },
    { from: buyer, to: escrow, value: amount, validAfter: after, validBefore: until, nonce: consent },
  ],
  struct: ({ after, until }, signature) => ({ validAfter: after, validBefore: until, signature }),
  forged: ({ token }, terms) =>
    token.interface.encodeErrorResult("InvalidAuthorization", [
      terms.buyer,
      TypedDataEncoder.hash(...ERC3009_DOOR.typedData(terms)),
    ]),
};

/** Signs for a cart, or something else than it where `changes` say so. */
export async function authorize(door: Door, trade: Trade, signer: Signer, cart: Deal[], changes: Partial<Terms> = {}) {
  const terms = { ...(await termsFor(trade, cart)), ...changes };
  return door.struct(terms, await signer.signTypedData(...door.typedData(terms)));
}

/** Submits a cart for its buyer. */
export const submit = (
  { call }: Door,
  { escrow, stranger }: Trade,
  cart: Deal[],
  authorization: Permit2TransferStruct | AuthorizationStruct,
  { as = stranger, buyer = cart[0]!.order.buyer as string } = {},
): Promise<ContractTransactionResponse> => escrow.connect(as)[call](buyer, purchasesOf(cart), authorization as never);

/** The stage with Permit2 at its address, and a buyer who gave an allowance to it and none to the escrow. */
export async function createAuthorizedStage(override: { chainId?: number } = {}) {
  const stage = await createStage(override);
  const { deployedBytecode } = await artifacts.readArtifact("SignatureTransfer");

  async function authorized() {
    const trade = await stage.load();
    const { escrow, token, buyer } = trade;
    await stage.networkHelpers.setCode(PERMIT2, deployedBytecode);
    await token.connect(buyer).approve(PERMIT2, MaxUint256);
    await token.connect(buyer).approve(escrow, 0n);
    return { ...trade, permit2: await stage.ethers.getContractAt("SignatureTransfer", PERMIT2) };
  }

  return { ...stage, load: () => stage.networkHelpers.loadFixture(authorized) };
}
