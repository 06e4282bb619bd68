// Where the escrow and the known currencies live on each chain: the address book that node, page and demo read.
import { type Address, ZERO_ADDRESS } from "./ids.ts";

export interface Currency {
  /** Zero is the chain's coin. */
  address: Address;
  symbol: string;
  name: string;
  decimals: number;
  /** Accepts EIP-2612 permits: one transaction pays, no separate approval. */
  permit: boolean;
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
  currencies: readonly Currency[];
}

export const DEV_CHAIN_ID = 31_337;

/** Deployed by account 0 of the dev chain with nonces 0 and 1, so always at these addresses (a test checks it). */
export const DEPLOYMENTS: readonly Deployment[] = [
  {
    chainId: DEV_CHAIN_ID,
    name: "Souk dev chain",
    escrow: "0x5fbdb2315678afecb367f032d93f642f64180aa3" as Address,
    fromBlock: 0,
    finality: 12,
    codeHash: "0x3037b86228403c05957d95a02a51d983a6bfb39e4281d793a50afe398e5fc1bc",
    dev: true,
    currencies: [
      { address: ZERO_ADDRESS, symbol: "ETH", name: "Ether (test)", decimals: 18, permit: false },
      {
        address: "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512" as Address,
        symbol: "tUSD",
        name: "Test Dollar",
        decimals: 6,
        permit: true,
      },
    ],
  },
];

export const deploymentOf = (chainId: number): Deployment | undefined =>
  DEPLOYMENTS.find((deployment) => deployment.chainId === chainId);
