// The contracts of the dev chain as the rehearsal uses them: typed, by their addresses, with names for errors and events.
import { type BaseContract, type ContractRunner, type Interface, type LogDescription } from "ethers";
import { DEV_CHAIN_ID, deploymentOf } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import { Escrow__factory } from "../../types/ethers-contracts/factories/Escrow__factory.ts";
import { LocalCourt__factory } from "../../types/ethers-contracts/factories/mocks/LocalCourt__factory.ts";
import { OddDollar__factory } from "../../types/ethers-contracts/factories/mocks/OddDollar__factory.ts";
import { SignatureTransfer__factory } from "../../types/ethers-contracts/factories/mocks/SignatureTransfer__factory.ts";
import { TestDollar__factory } from "../../types/ethers-contracts/factories/mocks/TestDollar__factory.ts";
import { ArbitratorAdapter__factory } from "../../types/ethers-contracts/factories/periphery/ArbitratorAdapter__factory.ts";
import { ArbitratorRegistry__factory } from "../../types/ethers-contracts/factories/periphery/ArbitratorRegistry__factory.ts";
import { EscrowLens__factory } from "../../types/ethers-contracts/factories/periphery/EscrowLens__factory.ts";
import { SellerBond__factory } from "../../types/ethers-contracts/factories/periphery/SellerBond__factory.ts";

const book = deploymentOf(DEV_CHAIN_ID)!;
const { lens, registry, sellerBond, permit2, adapters } = book.contracts;
const [, dollar, odd] = book.currencies;

export const ADDRESSES = {
  escrow: book.escrow,
  lens: lens!,
  registry: registry!,
  bond: sellerBond!,
  adapter: adapters[0]!.address,
  court: adapters[0]!.court,
  permit2: permit2!,
  dollar: dollar!.address,
  odd: odd!.address,
} satisfies Record<string, Address>;
export type ContractName = keyof typeof ADDRESSES;

export type Contracts = ReturnType<typeof connectContracts>;

/** @param runner answers their views; transactions are sent by the stage */
export function connectContracts(runner: ContractRunner) {
  return {
    escrow: Escrow__factory.connect(ADDRESSES.escrow, runner),
    lens: EscrowLens__factory.connect(ADDRESSES.lens, runner),
    registry: ArbitratorRegistry__factory.connect(ADDRESSES.registry, runner),
    bond: SellerBond__factory.connect(ADDRESSES.bond, runner),
    adapter: ArbitratorAdapter__factory.connect(ADDRESSES.adapter, runner),
    court: LocalCourt__factory.connect(ADDRESSES.court, runner),
    permit2: SignatureTransfer__factory.connect(ADDRESSES.permit2, runner),
    dollar: TestDollar__factory.connect(ADDRESSES.dollar, runner),
    odd: OddDollar__factory.connect(ADDRESSES.odd, runner),
  } satisfies Record<ContractName, BaseContract>;
}

export const contractAt = (address: string): ContractName | undefined =>
  (Object.keys(ADDRESSES) as ContractName[]).find((name) => ADDRESSES[name] === address.toLowerCase());

/** @returns the error's name, and the name within for one item of a cart: `CartItem(1, SoldOut)` */
export function errorName(interfaces: readonly Interface[], data: string): string {
  for (const face of interfaces) {
    const error = face.parseError(data);
    if (error?.name === "CartItem") return `CartItem(${error.args[0]}, ${errorName(interfaces, error.args[1])})`;
    if (error) return error.name;
  }
  return data === "0x" ? "a revert without data" : data;
}

const DIGEST = /^0x[0-9a-f]{64}$/;

/** An event as one line: `Closed toBuyer=0 toSeller=107…`. Structs are left out: the order's id says which one it is. */
export function describeEvent({ name, fragment, args }: LogDescription, nameOf: (address: string) => string): string {
  const said = fragment.inputs.flatMap((input, index) => {
    if (input.baseType === "tuple" || input.baseType === "array") return [];
    const text = String(args[index]);
    return [`${input.name}=${DIGEST.test(text) ? `${text.slice(0, 10)}…` : nameOf(text)}`];
  });
  return [name, ...said].join(" ");
}
