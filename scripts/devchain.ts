// A development chain in this process: Hardhat's EDR behind a loopback JSON-RPC server, with the contracts on it, kept in a log.
import path from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { DEV_CHAIN_ID, deploymentOf } from "../protocol/deployments.ts";
import type { Address } from "../protocol/ids.ts";
import { type ChainLog, openChainLog } from "./chain-log.ts";
import { deployContracts } from "./devchain/deploy.ts";
import { fund } from "./devchain/fund.ts";
import { keptDeployment } from "./devchain/kept-deployment.ts";
import { record, recordChain, replay } from "./devchain/logged-chain.ts";
import { mineOneByOne } from "./devchain/mining.ts";
import { predeploy } from "./devchain/predeploy.ts";
import { type RpcHandler, startRpcServer } from "./devchain/rpc-server.ts";

/** A kept chain mines an empty block when nothing else did: the latest block's time is what deadlines are computed from. */
const HEARTBEAT_MS = 5 * 60_000;

export interface DevChainOptions {
  /** 0 for any free port. */
  port?: number;
  /** Blocks are kept here and replayed at the next start. Without it the chain lives as long as the process. */
  logFile?: string;
  /** How many development accounts hold 10,000 ETH from the start (a kept chain keeps its own number). */
  accounts?: number;
  chainId?: number;
  /** Leave the contracts out, for tests of a chain without an escrow. */
  bare?: boolean;
  /** Deploy by Ignition, also where its transactions are kept. */
  anew?: boolean;
}

export interface DevChain {
  url: string;
  chainId: number;
  accounts: Address[];
  /** Straight into the chain, through the same queue and log as HTTP. `evm_snapshot` and `evm_revert` work, with a log too. */
  request(method: string, params?: unknown[]): Promise<any>;
  /** Sends coin and test dollars by ordinary transactions, so that a replay sends them too. Amounts in the smallest unit. */
  fund(to: Address, amounts: { coin?: bigint; tUSD?: bigint }): Promise<void>;
  stop(): Promise<void>;
}

let plain: Promise<HardhatRuntimeEnvironment> | undefined;

/** A folder with no artifacts: what the compiler said, which explains reverts in prose, is as long to read as all of Hardhat. */
const NO_ARTIFACTS = "cache/none";

/** Hardhat without plugins, whose loading takes longer than all else that a chain needs. */
const plainHardhat = () =>
  (plain ??= import("hardhat/hre").then(({ createHardhatRuntimeEnvironment }) =>
    createHardhatRuntimeEnvironment(
      { paths: { artifacts: NO_ARTIFACTS } },
      {},
      path.resolve(import.meta.dirname, ".."),
    ),
  ));

/** @throws Error if the port is in use, or the log is not a chain log or replays differently */
export async function startDevChain(options: DevChainOptions = {}): Promise<DevChain> {
  // Handlers run one after the other: EDR is serial anyway, and no reader may see a block that is not yet in the log.
  let handler: RpcHandler | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const request = (method: string, params: unknown[] = []): Promise<any> => {
    const result = queue.then(() => {
      if (!handler) throw new Error("the dev chain is not running");
      return handler(method, params);
    });
    queue = result.catch(() => {});
    return result;
  };

  // Listening comes first: the port is also the lock of the log file.
  const server = await startRpcServer(options.port ?? 0, request);
  let log: ChainLog | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  const stop = async (): Promise<void> => {
    clearInterval(heartbeat);
    await server.stop();
    await queue;
    handler = undefined;
    log?.close();
    log = undefined;
  };
  try {
    const wanted = {
      chainId: options.chainId ?? DEV_CHAIN_ID,
      timestamp: Math.floor(Date.now() / 1000),
      accounts: options.accounts ?? 20,
    };
    if (options.logFile) log = openChainLog(options.logFile, wanted);
    const genesis = log?.genesis ?? wanted;
    const kept = options.bare || options.anew ? undefined : keptDeployment(genesis.chainId);
    const needsIgnition = !options.bare && !kept && !log?.blocks.length;
    const { network } = needsIgnition ? (await import("hardhat")).default : await plainHardhat();
    const connection = await network.create({
      network: "default",
      override: {
        chainId: genesis.chainId,
        initialDate: new Date(genesis.timestamp * 1000).toISOString(),
        accounts: { count: genesis.accounts },
        // A reverting transaction is mined and has a receipt, as on any other chain.
        throwOnTransactionFailures: false,
      },
    });
    const chain = mineOneByOne((method, params) => connection.provider.request({ method, params }));
    if (!options.bare) await predeploy(chain);
    const idle = log ? await replay(chain, log) : 0;
    if (!options.bare) await deployContracts(connection, chain, deploymentOf(DEV_CHAIN_ID)!, kept);
    if (log) await record(chain, log);
    handler = log ? recordChain(chain, log) : chain;
    if (log) heartbeat = startHeartbeat(request);
    if (idle * 1000 > HEARTBEAT_MS) await request("evm_mine");
    const accounts = (await request("eth_accounts")) as Address[];
    return {
      url: server.url,
      chainId: genesis.chainId,
      accounts,
      request,
      fund: (to, amounts) => fund(request, accounts[0]!, to, amounts),
      async stop() {
        await stop();
        await connection.close();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startHeartbeat(request: DevChain["request"]): NodeJS.Timeout {
  let seen = -1;
  const beat = async (): Promise<void> => {
    const height = Number(await request("eth_blockNumber"));
    if (height === seen) await request("evm_mine");
    seen = Number(await request("eth_blockNumber"));
  };
  return setInterval(() => void beat().catch(() => {}), HEARTBEAT_MS).unref();
}
