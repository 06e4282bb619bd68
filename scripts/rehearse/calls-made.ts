// Which functions of the contracts a rehearsal called, so that none is left out.
import { type ContractName, connectContracts, contractAt } from "./contracts.ts";

/** Those whose every function must be played. Tokens, court and Permit2 stand in for what is deployed elsewhere. */
export const OURS = ["escrow", "lens", "registry", "bond", "adapter"] as const satisfies ContractName[];

export interface CallsMade {
  /** A call that succeeded, and the logs of its transaction. */
  note(to: string, data: string, logs?: readonly { address: string; topics: readonly string[] }[]): void;
  /** Every function of ours, like `escrow.rule`, with whether somebody called it. */
  all(): { called: string; made: boolean }[];
}

export function createCallsMade(): CallsMade {
  const contracts = connectContracts({ provider: null });
  const made = new Set<string>();
  const ruling = contracts.adapter.getEvent("Ruling").fragment.topicHash;
  return {
    note(to, data, logs = []) {
      const name = contractAt(to);
      const called = name && contracts[name].interface.getFunction(data.slice(0, 10) as never);
      if (called) made.add(`${name}.${called.name}`);
      // Only the court may call it, so no transaction of ours does.
      const ruled = logs.some(({ address, topics }) => contractAt(address) === "adapter" && topics[0] === ruling);
      if (ruled) made.add("adapter.rule");
    },
    all() {
      return OURS.flatMap((name) => {
        const functions: { called: string; made: boolean }[] = [];
        contracts[name].interface.forEachFunction(({ name: called }) => {
          functions.push({ called: `${name}.${called}`, made: made.has(`${name}.${called}`) });
        });
        return functions;
      });
    },
  };
}
