// The stage of a rehearsal: a dev chain in this process, people with money, and calls whose outcome is compared with the model.
import {
  type ContractRunner,
  type ContractTransaction,
  type Interface,
  type TypedDataDomain,
  type TypedDataField,
  TypedDataEncoder,
  parseUnits,
  toQuantity,
} from "ethers";
import { DEV_CHAIN_ID, deploymentOf } from "../../protocol/deployments.ts";
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import type { Narrator } from "../demo/narrator.ts";
import { type DevChain, startDevChain } from "../devchain.ts";
import type { CallsMade } from "./calls-made.ts";
import { ADDRESSES, type Contracts, connectContracts, contractAt, describeEvent, errorName } from "./contracts.ts";
import { type Ledger, createLedger } from "./ledger.ts";

/** In the order of the chain's accounts: the first deployed the contracts and is the court's judge; potter and weaver sell too. */
const PEOPLE = [
  "judge",
  "buyer",
  "seller",
  "arbitrator",
  "second",
  "referrer",
  "stranger",
  "potter",
  "weaver",
] as const;
export type Person = (typeof PEOPLE)[number];

/** What a run is played in. */
export type MoneyKind = "coin" | "token";

export interface Sending {
  value?: bigint;
  /** Chain time at which the call is mined. */
  at?: number;
}

export interface Acting extends Sending {
  /** What the model says that the call moves; nothing without it. */
  model?: (ledger: Ledger) => void;
}

/** A call as typechain's `populateTransaction` gives it. */
export type Call = Promise<ContractTransaction>;

export interface Stage extends Contracts {
  tell: Narrator;
  ledger: Ledger;
  people: Record<Person, Address>;
  /** Zero for the coin, else the test dollar. */
  currency: Address;
  /** Mines the call, tells what it did, and compares every balance with the model. @throws Error if it reverts */
  act(what: string, who: Address, call: Call, acting?: Acting): Promise<void>;
  /** Mines the call and proves that it reverts with this error, and that no balance changed. */
  refused(what: string, who: Address, call: Call, error: string, sending?: Sending): Promise<void>;
  /** A preparation that is not told: an approval, money from the mint. Its effect becomes part of the model. */
  prepare(who: Address, call: Call): Promise<void>;
  /** A new contract, watched under this name. */
  deploy(name: string, creation: Promise<{ data: string }>): Promise<Address>;
  sign(who: Address, domain: TypedDataDomain, types: Record<string, TypedDataField[]>, value: object): Promise<string>;
  /** Time of the latest block. */
  now(): Promise<number>;
}

export interface Theatre {
  chain: DevChain;
  /** Everybody starts with the same money, whatever was played before. */
  perform(money: MoneyKind, tell: Narrator, play: (stage: Stage) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Less than a transaction may have since Osaka, and more than any call needs. */
const GAS = toQuantity(16_000_000);
const POCKET = { tUSD: parseUnits("5000", 6), tODD: parseUnits("5000", 6) };

interface Receipt {
  status: string;
  blockNumber: string;
  contractAddress: Address | null;
  gasUsed: string;
  effectiveGasPrice: string;
  logs: { address: string; topics: string[]; data: string }[];
}

export async function openTheatre(calls: Pick<CallsMade, "note">): Promise<Theatre> {
  const chain = await startDevChain();
  const people = Object.fromEntries(PEOPLE.map((name, index) => [name, chain.accounts[index]!])) as Stage["people"];
  const runner: ContractRunner = {
    provider: null,
    async call({ to, data }) {
      const answer = await chain.request("eth_call", [{ from: people.stranger, to, data }, "latest"]);
      calls.note(String(to), String(data));
      return answer;
    },
  };
  const contracts = connectContracts(runner);
  const interfaces = Object.values(contracts).map((contract): Interface => contract.interface);
  for (const who of [people.buyer, people.stranger]) {
    for (const [token, amount] of [
      [contracts.dollar, POCKET.tUSD],
      [contracts.odd, POCKET.tODD],
    ] as const) {
      const { to, data } = await token.mint.populateTransaction(who, amount);
      await chain.request("eth_sendTransaction", [{ from: who, to, data }]);
    }
  }

  async function send(from: Address, { to, data }: Partial<ContractTransaction>, { value = 0n, at }: Sending) {
    if (at !== undefined) await chain.request("evm_setNextBlockTimestamp", [at]);
    const transaction = { from, ...(to && { to }), data, value: toQuantity(value), gas: GAS };
    const hash = await chain.request("eth_sendTransaction", [transaction]);
    const receipt: Receipt = await chain.request("eth_getTransactionReceipt", [hash]);
    if (receipt.status === "0x1") {
      if (to) calls.note(String(to), data!, receipt.logs);
      return { receipt };
    }
    // The block it failed in has the same state and time, so the same call fails in the same way.
    const refusal = await chain.request("eth_call", [transaction, receipt.blockNumber]).then(
      () => "0x",
      (error: { data?: { data?: string } | string }) =>
        typeof error.data === "object" ? error.data.data! : error.data,
    );
    return { receipt, refusal: errorName(interfaces, refusal ?? "0x") };
  }

  async function createStage(money: MoneyKind, tell: Narrator): Promise<Stage> {
    const monies = deploymentOf(DEV_CHAIN_ID)!.currencies.map(({ address, symbol, decimals }) => ({
      currency: address,
      symbol,
      decimals,
    }));
    const balances = {
      balance: async (currency: Address, holder: Address) => {
        if (currency === ZERO_ADDRESS) return BigInt(await chain.request("eth_getBalance", [holder, "latest"]));
        const data = contracts.dollar.interface.encodeFunctionData("balanceOf", [holder]);
        return BigInt(await chain.request("eth_call", [{ to: currency, data }, "latest"]));
      },
      credit: (currency: Address, owner: Address) => contracts.escrow.credit(owner, currency),
    };
    const { escrow, adapter, court, bond, registry } = ADDRESSES;
    const ledger = await createLedger(balances, monies, escrow, [
      ...PEOPLE.map((name) => ({ name, address: people[name] })),
      ...Object.entries({ escrow, adapter, court, bond, registry }).map(([name, address]) => ({ name, address })),
    ]);

    async function agree(): Promise<void> {
      const { changes, faults } = await ledger.compare();
      if (changes.length > 0) tell.fact("moved", changes.join(", "));
      tell.prove("every balance is what the model says", faults.join("; ") || "no difference", "no difference");
    }

    const spend = (who: Address, { gasUsed, effectiveGasPrice }: Receipt) =>
      ledger.spent(who, BigInt(gasUsed) * BigInt(effectiveGasPrice));

    return {
      ...contracts,
      tell,
      ledger,
      people,
      currency: money === "coin" ? ZERO_ADDRESS : ADDRESSES.dollar,
      async act(what, who, call, { model, ...sending } = {}) {
        tell.step(what);
        const { receipt, refusal } = await send(who, await call, sending);
        if (refusal) throw new Error(`${what}: refused with ${refusal}`);
        spend(who, receipt);
        for (const log of receipt.logs) {
          const name = contractAt(log.address);
          const event = name && name !== "dollar" && name !== "odd" && contracts[name].interface.parseLog(log);
          if (event) tell.fact(name, describeEvent(event, ledger.nameOf));
        }
        tell.fact("gas", String(Number(receipt.gasUsed)));
        model?.(ledger);
        await agree();
      },
      async refused(what, who, call, error, sending = {}) {
        tell.step(what);
        const { receipt, refusal } = await send(who, await call, sending);
        spend(who, receipt);
        tell.prove(`refused: ${error}`, refusal ?? "accepted", error);
        await agree();
      },
      async prepare(who, call) {
        const { receipt, refusal } = await send(who, await call, {});
        if (refusal) throw new Error(`a preparation was refused with ${refusal}`);
        spend(who, receipt);
      },
      async deploy(name, creation) {
        const { receipt } = await send(people.stranger, await creation, {});
        spend(people.stranger, receipt);
        const address = receipt.contractAddress!.toLowerCase() as Address;
        await ledger.watch({ name, address });
        return address;
      },
      sign(who, domain, types, value) {
        return chain.request("eth_signTypedData_v4", [who, TypedDataEncoder.getPayload(domain, types, value)]);
      },
      async now() {
        return Number((await chain.request("eth_getBlockByNumber", ["latest", false])).timestamp);
      },
    };
  }

  return {
    chain,
    async perform(money, tell, play) {
      const before = await chain.request("evm_snapshot");
      try {
        const stage = await createStage(money, tell);
        await play(stage);
        tell.step("Before and after, gas aside.");
        for (const row of stage.ledger.table()) tell.fact("", row);
      } finally {
        await chain.request("evm_revert", [before]);
      }
    },
    close: () => chain.stop(),
  };
}
