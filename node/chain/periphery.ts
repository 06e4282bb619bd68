// The contracts beside the escrow that a node uses: bonds of sellers and the registry of arbitrators. None can touch an order.
import type { Periphery } from "../../protocol/deployments.ts";
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { Bond, PeripheryCall, PublicRecords, RegistryEntry } from "../core/ports/chain.ts";
import type { CallRequest, Reader } from "./answers.ts";
import { PERIPHERY } from "./periphery-abi.ts";
import { isRefusal } from "./reverts.ts";
import { RpcError, unreachable } from "./rpc.ts";

const MAX_LANGUAGES = 16;

const CALLS = ["lockBond", "requestBond", "withdrawBond", "publishArbitrator"];
export const isPeriphery = (call: { call: string }): call is PeripheryCall => CALLS.includes(call.call);

/** @throws SoukError `chain.not-deployed` where the chain has no such contract */
export function encodePeriphery(contracts: Periphery, account: Address, call: PeripheryCall): CallRequest {
  switch (call.call) {
    case "lockBond": {
      const data = PERIPHERY.encodeFunctionData("lock", [account]);
      return { to: deployed(contracts.sellerBond, "seller bond"), data, value: call.amount };
    }
    case "requestBond": {
      const data = PERIPHERY.encodeFunctionData("requestWithdrawal", [call.amount]);
      return { to: deployed(contracts.sellerBond, "seller bond"), data };
    }
    case "withdrawBond":
      return {
        to: deployed(contracts.sellerBond, "seller bond"),
        data: PERIPHERY.encodeFunctionData("withdraw", [call.to]),
      };
    case "publishArbitrator": {
      const { feeBps, consents, page, languages } = call;
      const data = PERIPHERY.encodeFunctionData("publish", [feeBps, consents, page, languages]);
      return { to: deployed(contracts.registry, "arbitrator registry"), data };
    }
  }
}

function deployed(address: Address | null, what: string): Address {
  if (address && address !== ZERO_ADDRESS) return address;
  throw new SoukError("chain.not-deployed", `this chain has no ${what}`);
}

export function createPublicRecords(reader: Reader, { sellerBond, registry }: Periphery): PublicRecords {
  /** @returns undefined when the contract refused. @throws SoukError `chain.unreachable` for an answer that cannot be its */
  async function view(to: Address, name: string, of: Address, signal: AbortSignal): Promise<any> {
    const request = { to, data: PERIPHERY.encodeFunctionData(name, [of]) };
    try {
      return PERIPHERY.decodeFunctionResult(name, await reader.call(request, "latest", signal))[0];
    } catch (error) {
      if (error instanceof RpcError && isRefusal(error)) return undefined;
      throw error instanceof SoukError ? error : unreachable(`${name} of ${to}`, error);
    }
  }

  return {
    async bond(of, signal): Promise<Bond | null> {
      const bond = sellerBond && (await view(sellerBond, "bondOf", of, signal));
      if (!bond) return null;
      const { locked, leaving, availableAt } = bond;
      return { locked, leaving, availableAt: availableAt === 0n ? null : Number(availableAt) };
    },
    async registryEntry(of, signal): Promise<RegistryEntry | null> {
      const entry = registry && (await view(registry, "profileOf", of, signal));
      if (!entry) return null;
      const { feeBps, consents, languages, since } = entry;
      const tags = String(languages).split(",").slice(0, MAX_LANGUAGES);
      return { feeBps: Number(feeBps), consents, languages: tags, since: Number(since) };
    },
  };
}
