// Commands on what this account leaves in public beside its orders: its bond, and its word in the registry of arbitrators.
import { digestOf } from "../../../protocol/block.ts";
import type { Currency } from "../../../protocol/deployments.ts";
import { type Address, type Cid, ZERO_ADDRESS, ZERO_HEX32 } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { StandingCommands } from "../../core/ports/commands.ts";
import type { OperationRunner } from "../operations.ts";
import { readAmount } from "../typed.ts";

export function createStandingCommands({
  self,
  currencies,
  profileCid,
  operations,
}: {
  self: Address;
  currencies: readonly Currency[];
  /** Of the own profile, which the registry's entry points to. */
  profileCid: () => Cid | undefined;
  operations: OperationRunner;
}): StandingCommands {
  const coin = currencies.find(({ address }) => address === ZERO_ADDRESS)!;

  function readPositive(text: string): bigint {
    const amount = readAmount(text, coin, "amount");
    if (amount > 0n) return amount;
    throw new SoukError("input.invalid", "amount: it must be above zero", { field: "amount" });
  }

  return {
    async lockBond({ amount }) {
      const call = { call: "lockBond", amount: readPositive(amount) } as const;
      return operations.run({ kind: "lockBond", subject: self, call });
    },
    async requestBond({ amount }) {
      const call = { call: "requestBond", amount: readPositive(amount) } as const;
      return operations.run({ kind: "requestBond", subject: self, call });
    },
    withdrawBond: async ({ to = self }) =>
      operations.run({ kind: "withdrawBond", subject: self, call: { call: "withdrawBond", to } }),
    async publishArbitrator({ feeBps, consents, languages }) {
      const cid = profileCid();
      const page = cid ? digestOf(cid) : ZERO_HEX32;
      const call = { call: "publishArbitrator", feeBps, consents, page, languages: languages.join(",") } as const;
      return operations.run({ kind: "publishArbitrator", subject: self, call });
    },
  };
}
