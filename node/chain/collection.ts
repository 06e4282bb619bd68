// All payments due to a seller in one transaction: releases and claims may be submitted by anybody, so Multicall3 submits them.
import { Interface } from "ethers";
import type { Address } from "../../protocol/ids.ts";
import type { EscrowCall } from "../core/ports/chain.ts";
import type { CallRequest } from "./answers.ts";
import type { Escrow } from "./escrow.ts";

/** More than each takes, and what the escrow wants to be left when it pays the last one (docs/contracts.md). */
const RELEASE_GAS = 60_000n;
const CLAIM_GAS = 80_000n;
const RESERVE_GAS = 1_400_000n;

const MULTICALL = new Interface([
  "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) payable returns ((bool success, bytes returnData)[])",
]);

/**
 * @returns the transaction, in which an order that was closed meanwhile fails alone; the same with every failure told,
 * to be simulated, for where failures are allowed an estimate finds that too little gas is enough; and gas that is enough
 */
export function encodeCollection(
  escrow: Escrow,
  multicall: Address,
  { releases, claims }: Extract<EscrowCall, { call: "collect" }>,
): { request: CallRequest; strict: CallRequest; enough: bigint } {
  const parts = [
    ...(releases.length > 0 ? [escrow.encode({ call: "confirmMany", releases })] : []),
    ...claims.map((order) => escrow.encode({ call: "claim", order })),
  ];
  const together = (allowFailure: boolean): CallRequest => ({
    to: multicall,
    data: MULTICALL.encodeFunctionData("aggregate3", [
      parts.map(({ to, data }) => ({ target: to, allowFailure, callData: data })),
    ]),
  });
  const enough = RESERVE_GAS + RELEASE_GAS * BigInt(releases.length) + CLAIM_GAS * BigInt(claims.length);
  return { request: together(true), strict: together(false), enough };
}
