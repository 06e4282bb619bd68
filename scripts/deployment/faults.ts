// Compares a chain with its entry of the address book: the code that is there, and what it is wired to.
import { type ContractRunner, keccak256, toQuantity } from "ethers";
import type { CourtAdapter, Currency, Deployment } from "../../protocol/deployments.ts";
import { type Address, ZERO_ADDRESS } from "../../protocol/ids.ts";
import { Escrow__factory } from "../../types/ethers-contracts/factories/Escrow__factory.ts";
import { PriceFeed__factory } from "../../types/ethers-contracts/factories/mocks/PriceFeed__factory.ts";
import { TestDollar__factory } from "../../types/ethers-contracts/factories/mocks/TestDollar__factory.ts";
import { ArbitratorAdapter__factory } from "../../types/ethers-contracts/factories/periphery/ArbitratorAdapter__factory.ts";
import { ArbitratorRegistry__factory } from "../../types/ethers-contracts/factories/periphery/ArbitratorRegistry__factory.ts";
import { EscrowLens__factory } from "../../types/ethers-contracts/factories/periphery/EscrowLens__factory.ts";
import { SellerBond__factory } from "../../types/ethers-contracts/factories/periphery/SellerBond__factory.ts";

export type Request = (method: string, params: unknown[]) => Promise<any>;

/** @returns one line per difference; none if the book is right */
export async function deploymentFaults(request: Request, deployment: Deployment): Promise<string[]> {
  const { escrow, fromBlock, codeHash, contracts, currencies } = deployment;
  const runner: ContractRunner = {
    provider: null,
    call: ({ to, data }) => request("eth_call", [{ to, data }, "latest"]),
  };
  const faults: string[] = [];

  /** @returns whether there is anything to ask */
  async function present(what: string, address: Address): Promise<boolean> {
    const found = (await request("eth_getCode", [address, "latest"])) !== "0x";
    if (!found) faults.push(`there is no contract at ${address}, which should be ${what}`);
    return found;
  }
  async function same(what: string, actual: Promise<unknown>, expected: unknown): Promise<void> {
    const said = await actual.then(String, () => "a revert");
    if (said.toLowerCase() !== String(expected)) faults.push(`${what} is ${said}, not ${String(expected)}`);
  }

  async function checkEscrow(): Promise<void> {
    if (!(await present("the escrow", escrow))) return;
    const code: string = await request("eth_getCode", [escrow, "latest"]);
    if (codeHash) await same("the hash of the escrow's code", Promise.resolve(keccak256(code)), codeHash);
    const domain = Escrow__factory.connect(escrow, runner).eip712Domain();
    await same(
      "the escrow's own address",
      domain.then(({ verifyingContract }) => verifyingContract),
      escrow,
    );
    if (fromBlock === 0) return;
    const earlier = request("eth_getCode", [escrow, toQuantity(fromBlock - 1)]);
    // A node without old state cannot say.
    await same(
      "the escrow's code before fromBlock",
      earlier.catch(() => "0x"),
      "0x",
    );
  }

  async function checkAdapter({ address, court, minRulingWindow }: CourtAdapter): Promise<void> {
    await present("the court", court);
    if (!(await present("the court's adapter", address))) return;
    const adapter = ArbitratorAdapter__factory.connect(address, runner);
    await same("the adapter's escrow", adapter.escrow(), escrow);
    await same("the adapter's court", adapter.court(), court);
    await same("the adapter's shortest ruling window", adapter.minRulingWindow(), minRulingWindow);
  }

  async function checkCurrency({ address, symbol, decimals, permit }: Currency): Promise<void> {
    if (address === ZERO_ADDRESS || !(await present(symbol, address))) return;
    // Any ERC-20 with permits: the test dollar has these functions as they have.
    const token = TestDollar__factory.connect(address, runner);
    await same(`the decimals of ${symbol}`, token.decimals(), decimals);
    if (permit && (await token.nonces(escrow).catch(() => null)) === null) faults.push(`${symbol} takes no permits`);
  }

  await checkEscrow();
  const { lens, registry, sellerBond, permit2, multicall, adapters } = contracts;
  if (lens && (await present("the lens", lens))) {
    await same("the lens's escrow", EscrowLens__factory.connect(lens, runner).escrow(), escrow);
  }
  if (sellerBond && (await present("the bond", sellerBond))) {
    await same("the bond's escrow", SellerBond__factory.connect(sellerBond, runner).escrow(), escrow);
  }
  if (registry && (await present("the registry", registry))) {
    const count = ArbitratorRegistry__factory.connect(registry, runner).count();
    if ((await count.catch(() => null)) === null) faults.push("the registry does not answer as one");
  }
  if (permit2) await present("Permit2", permit2);
  if (multicall) await present("Multicall3", multicall);
  for (const adapter of adapters) await checkAdapter(adapter);
  for (const currency of currencies) await checkCurrency(currency);
  for (const { feed, unit } of deployment.feeds) {
    if (!(await present(`a feed of prices in ${unit}`, feed))) continue;
    const read = PriceFeed__factory.connect(feed, runner).latestRoundData();
    if ((await read.catch(() => null)) === null) faults.push(`the feed at ${feed} gives no price`);
  }
  return faults;
}
