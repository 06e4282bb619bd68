// The address book: where the escrow, its periphery and the known currencies live on each chain. Node, page and demo read it.
//
// A new chain is one more entry: deploy by the Ignition modules, write the addresses they print, the block before the
// escrow's, and keccak256 of its runtime code (vectors/escrow.json). What is not deployed there is null or left out, and
// nodes then do without it: the escrow alone is enough to trade.
import { type Address, ZERO_ADDRESS } from "./ids.ts";

export interface Currency {
  /** Zero is the chain's coin. */
  address: Address;
  symbol: string;
  name: string;
  decimals: number;
  /** Accepts EIP-2612 permits: one transaction pays, no separate approval. */
  permit: boolean;
  /** Accepts ERC-3009 authorisations: somebody else may send the payment that its holder signed. */
  authorization: boolean;
  /** Whether the page offers it to sellers; a currency that is not stays payable and withdrawable. */
  offered: boolean;
}

/** An ERC-792 court that can be named as arbitrator, behind an adapter. */
export interface CourtAdapter {
  /** What an offer names as its arbitrator. */
  address: Address;
  court: Address;
  /** Seconds the court may need, appeals included: an offer with a shorter ruling window is refused. */
  minRulingWindow: number;
}

/** None of these has any power over the escrow; each may be null where it is not deployed. */
export interface Periphery {
  /** Views for clients that have nothing but an RPC. */
  lens: Address | null;
  /** Arbitrators' public consent. */
  registry: Address | null;
  /** Bonds that a double-signing seller loses. */
  sellerBond: Address | null;
  /** Uniswap's Permit2, at its usual address. */
  permit2: Address | null;
  /** Multicall3, at its usual address: several calls that anybody may make, in one transaction. */
  multicall: Address | null;
  adapters: readonly CourtAdapter[];
}

/** What a whole unit of a currency is worth, read like Chainlink's AggregatorV3Interface. For showing prices alone: no money moves by it. */
export interface RateFeed {
  currency: Address;
  feed: Address;
  /** Of its answers, such as `USD`: feeds of one unit can be compared. */
  unit: string;
  /** Seconds after which an answer that was not renewed is not used. */
  heartbeat: number;
}

export interface Deployment {
  chainId: number;
  name: string;
  escrow: Address;
  /** First block that can hold an event of the escrow. */
  fromBlock: number;
  /** Blocks after which an event counts as final. */
  finality: number;
  /** keccak256 of the escrow's runtime code; null where it is not pinned. */
  codeHash: `0x${string}` | null;
  /** A dev chain: fixed passphrase, time travel, test money. */
  dev: boolean;
  contracts: Periphery;
  currencies: readonly Currency[];
  /** Used where the user says `--rates chain`. */
  feeds: readonly RateFeed[];
}

export const DEV_CHAIN_ID = 31_337;

export const PERMIT2 = "0x000000000022d473030f116ddee9f6b43ac78ba3" as Address;
export const MULTICALL3 = "0xca11bde05977b3631167028862be2a173976ca11" as Address;

/**
 * The dev chain's account 0 deploys with its first nonces, so always at these addresses (a test computes them): Escrow,
 * TestDollar, OddToken, EscrowLens, ArbitratorRegistry, SellerBond, LocalCourt, ArbitratorAdapter, PriceFeed of the coin and of TestDollar.
 */
export const DEPLOYMENTS: readonly Deployment[] = [
  {
    chainId: DEV_CHAIN_ID,
    name: "Souk dev chain",
    escrow: "0x5fbdb2315678afecb367f032d93f642f64180aa3" as Address,
    fromBlock: 0,
    finality: 12,
    codeHash: "0xf70d4c9497a4758b68f53d0978e3d2caa17ab32484d4b2e41b6a94416453c1c0",
    dev: true,
    contracts: {
      lens: "0xcf7ed3acca5a467e9e704c703e8d87f634fb0fc9" as Address,
      registry: "0xdc64a140aa3e981100a9beca4e685f962f0cf6c9" as Address,
      sellerBond: "0x5fc8d32690cc91d4c39d9d3abcbd16989f875707" as Address,
      permit2: PERMIT2,
      multicall: MULTICALL3,
      adapters: [
        {
          address: "0xa513e6e4b8f2a923d98304ec87f64353c4d5c853" as Address,
          court: "0x0165878a594ca255338adfa4d48449f69242eb8f" as Address,
          minRulingWindow: 7 * 86_400,
        },
      ],
    },
    currencies: [
      {
        address: ZERO_ADDRESS,
        symbol: "ETH",
        name: "Ether (test)",
        decimals: 18,
        permit: false,
        authorization: false,
        offered: true,
      },
      {
        address: "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512" as Address,
        symbol: "tUSD",
        name: "Test Dollar",
        decimals: 6,
        permit: true,
        authorization: true,
        offered: true,
      },
      {
        address: "0x9fe46736679d2d9a65f0992f2272de9f3c7fa6e0" as Address,
        symbol: "tODD",
        name: "Odd Dollar",
        decimals: 6,
        permit: false,
        authorization: false,
        offered: false,
      },
    ],
    feeds: [
      {
        currency: ZERO_ADDRESS,
        feed: "0x2279b7a0a67db372996a5fab50d91eaa73d2ebe6" as Address,
        unit: "USD",
        heartbeat: 86_400,
      },
      {
        currency: "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512" as Address,
        feed: "0x8a791620dd6260079bf849dc5567adc3f2fdc318" as Address,
        unit: "USD",
        heartbeat: 86_400,
      },
    ],
  },
];

/** A currency of the address book; of any other address, which an offer may name, the smallest unit is all that is known. */
export const currencyAt = (currencies: readonly Currency[], at: Address): Currency =>
  currencies.find(({ address }) => address === at) ?? {
    address: at,
    symbol: at,
    name: at,
    decimals: 0,
    permit: false,
    authorization: false,
    offered: false,
  };

export const deploymentOf = (chainId: number): Deployment | undefined =>
  DEPLOYMENTS.find((deployment) => deployment.chainId === chainId);
