// The kept dev chain: what was answered survives kill -9 with the same hashes, time travel and snapshots included.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createRpc } from "../../../node/chain/rpc.ts";
import { DEV_CHAIN_ID, PERMIT2, deploymentOf } from "../../../protocol/deployments.ts";
import type { Address } from "../../../protocol/ids.ts";
import { deploymentFaults } from "../../../scripts/deployment/faults.ts";
import { type DevChain, startDevChain } from "../../../scripts/devchain.ts";

const HOST = path.join(import.meta.dirname, "../../support/chain-host.ts");
/** Contracts that account 0 deploys, one block each. */
const DEPLOYED = 10;
const SOMEBODY = "0x00000000000000000000000000000000000050af" as Address;

describe("dev chain", () => {
  let directory: string;
  let logFile: string;
  const open: DevChain[] = [];

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "souk-devchain-"));
    logFile = path.join(directory, "chain.log");
  });
  afterEach(async () => {
    for (const chain of open.splice(0)) await chain.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function start(): Promise<DevChain> {
    const chain = await startDevChain({ logFile });
    open.push(chain);
    return chain;
  }
  async function stop(chain: DevChain): Promise<void> {
    open.splice(open.indexOf(chain), 1);
    await chain.stop();
  }

  type Request = (method: string, params?: unknown[]) => Promise<any>;
  async function blocks(request: Request): Promise<object[]> {
    const height = Number(await request("eth_blockNumber"));
    const all = Array.from({ length: height + 1 }, (_, i) =>
      request("eth_getBlockByNumber", [`0x${i.toString(16)}`, true]),
    );
    return Promise.all(all);
  }

  it("has the contracts where the address book says, and test money to hand out", async () => {
    const chain = await startDevChain();
    open.push(chain);
    const deployment = deploymentOf(DEV_CHAIN_ID)!;
    const { currencies, contracts } = deployment;
    assert.deepEqual(await deploymentFaults(chain.request, deployment), []);
    assert.equal(Number(await chain.request("eth_getTransactionCount", [chain.accounts[0], "latest"])), DEPLOYED);
    const elsewhere = { ...deployment, contracts: { ...contracts, lens: contracts.registry, permit2: SOMEBODY } };
    const faults = await deploymentFaults(chain.request, elsewhere);
    assert.match(faults.join("; "), /the lens's escrow is a revert.*no contract at \S*50af, which should be Permit2/);
    await chain.fund(SOMEBODY, { coin: 5n, tUSD: 7n });
    assert.equal(await chain.request("eth_getBalance", [SOMEBODY, "latest"]), "0x5");
    const data = `0x70a08231${SOMEBODY.slice(2).padStart(64, "0")}`;
    assert.equal(Number(await chain.request("eth_call", [{ to: currencies[1]!.address, data }, "latest"])), 7);
  });

  it("is sent what Ignition deploys, whether Ignition does it or it is kept from then", async () => {
    const sent = async (chain: DevChain) => {
      open.push(chain);
      const all = (await blocks(chain.request)) as { transactions: { hash: string }[] }[];
      return all.map(({ transactions }) => transactions.map(({ hash }) => hash));
    };
    const anew = await sent(await startDevChain({ anew: true }));
    assert.equal(anew.length, 1 + DEPLOYED);
    assert.deepEqual(await sent(await startDevChain()), anew);
  });

  it("comes back after kill -9 with every block it had answered", async () => {
    const child = spawn(process.execPath, [HOST, logFile], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const rpc = createRpc({ url: String(line).trim() });
    const remote: Request = (method, params = []) => rpc.request(method, params);
    const [from, to] = await remote("eth_accounts");
    const send = () => remote("eth_sendTransaction", [{ from, to, value: "0x1" }]);
    for (let i = 0; i < 20; i++) await send();
    await remote("evm_increaseTime", [1_000_000]);
    await remote("evm_mine");
    await remote("hardhat_mine", ["0x5", "0x3c"]);
    await remote("evm_setAutomine", [false]);
    await send();
    await send();
    await remote("evm_mine");
    const expected = await blocks(remote);
    assert.equal((expected.at(-1) as { transactions: [] }).transactions.length, 2);
    child.kill("SIGKILL");
    await once(child, "exit");

    const chain = await start();
    assert.deepEqual(await blocks(chain.request), expected);
    const before = await chain.request("eth_getBlockByNumber", ["latest", false]);
    await chain.request("evm_mine");
    const next = await chain.request("eth_getBlockByNumber", ["latest", false]);
    assert(Number(next.timestamp) - Number(before.timestamp) < 60, "the clock is as far ahead as it was");
    assert(Number(next.timestamp) > Date.now() / 1000 + 900_000);
  });

  it("goes on by the clock after it stood still", async () => {
    const first = await start();
    await first.request("evm_increaseTime", [500]);
    await first.request("evm_mine");
    const { timestamp } = await first.request("eth_getBlockByNumber", ["latest", false]);
    await stop(first);
    // As if the last block had been mined 5,000 seconds ago: that long the chain stood still.
    const lines = (await readFile(logFile, "utf8")).trimEnd().split("\n");
    const last = JSON.parse(lines.pop()!);
    await writeFile(logFile, [...lines, JSON.stringify({ ...last, ahead: last.ahead + 5_000 }), ""].join("\n"));
    const second = await start();
    await second.request("evm_mine");
    const next = await second.request("eth_getBlockByNumber", ["latest", false]);
    const passed = Number(next.timestamp) - Number(timestamp);
    assert(passed >= 5_000 && passed < 5_100, `${passed} s`);
  });

  it("does not deploy again, and goes on mining the same way", async () => {
    const first = await start();
    await first.fund(SOMEBODY, { coin: 1n });
    const height = await first.request("eth_blockNumber");
    await stop(first);
    const second = await start();
    assert.equal(await second.request("eth_blockNumber"), height);
    await second.fund(SOMEBODY, { coin: 1n });
    const expected = await blocks(second.request);
    await stop(second);
    const third = await start();
    assert.deepEqual(await blocks(third.request), expected);
    assert.equal(await third.request("eth_getBalance", [SOMEBODY, "latest"]), "0x2");
  });

  it("has Permit2 before its first block, so that a log of a chain without it is refused", async () => {
    const first = await start();
    const code = await first.request("eth_getCode", [PERMIT2, "latest"]);
    assert(code.length > 1_000);
    assert.equal(await first.request("eth_getCode", [PERMIT2, "0x1"]), code);
    await stop(first);
    assert.equal(await (await start()).request("eth_getCode", [PERMIT2, "latest"]), code);

    const older = await startDevChain({ logFile: `${logFile}.older`, bare: true });
    await older.request("evm_mine");
    await older.stop();
    const newer = startDevChain({ logFile: `${logFile}.older` });
    await assert.rejects(newer, /of other code: block 1 replays differently; start with --fresh/);
  });

  it("drops a torn last line, and refuses a damaged one before it", async () => {
    const first = await start();
    for (const coin of [1n, 2n]) await first.fund(SOMEBODY, { coin });
    const expected = await blocks(first.request);
    await stop(first);
    const whole = await readFile(logFile, "utf8");

    await appendFile(logFile, '{"number":5,"hash":"0x12');
    const second = await start();
    assert.deepEqual(await blocks(second.request), expected);
    await stop(second);
    assert.equal(await readFile(logFile, "utf8"), whole);

    await truncate(logFile, (await stat(logFile)).size - 20);
    const third = await start();
    assert.deepEqual(await blocks(third.request), expected.slice(0, -1));
    await third.fund(SOMEBODY, { coin: 3n });
    assert.equal(await third.request("eth_getBalance", [SOMEBODY, "latest"]), "0x4");
    await stop(third);

    const lines = whole.split("\n");
    await writeFile(logFile, [...lines.slice(0, 2), lines[2]!.slice(9), ...lines.slice(3)].join("\n"));
    await assert.rejects(start(), /line 3 is damaged; start again with --fresh/);
    await writeFile(
      logFile,
      whole.replace(/"timestamp":(\d+),"ahead"/, (_, time) => `"timestamp":${Number(time) + 1},"ahead"`),
    );
    await assert.rejects(start(), /block 1 replays differently; start with --fresh/);
    for (const other of ["somebody's notes\n", "somebody's notes", '{"format":"other"}\n']) {
      await writeFile(logFile, other);
      await assert.rejects(start(), /--fresh|not a dev chain log/);
      assert.equal(await readFile(logFile, "utf8"), other);
    }
    await writeFile(logFile, '{"format":"souk dev cha');
    assert.equal(Number(await (await start()).request("eth_blockNumber")), DEPLOYED);
  });

  it("forgets in the log what evm_revert took back", async () => {
    const first = await start();
    const snapshot = await first.request("evm_snapshot");
    await first.fund(SOMEBODY, { coin: 1n });
    await first.request("evm_mine");
    await first.request("evm_revert", [snapshot]);
    await first.fund(SOMEBODY, { coin: 2n });
    const expected = await blocks(first.request);
    await stop(first);
    const second = await start();
    assert.deepEqual(await blocks(second.request), expected);
    assert.equal(await second.request("eth_getBalance", [SOMEBODY, "latest"]), "0x2");
  });

  it("refuses what a replay could not repeat", async () => {
    const chain = await start();
    await assert.rejects(chain.request("hardhat_setBalance", [SOMEBODY, "0x1"]), /cannot be repeated after a restart/);
    await assert.rejects(chain.request("evm_setIntervalMining", [1_000]), /cannot be repeated after a restart/);
  });

  it("answers JSON-RPC on loopback, to nobody's web page", async () => {
    const chain = await start();
    const post = (body: string, headers: Record<string, string> = {}) =>
      fetch(chain.url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
    const call = (id: number, method: string, params: unknown[] = []) => ({ jsonrpc: "2.0", id, method, params });
    const batch = await (await post(JSON.stringify([call(1, "eth_chainId"), call(2, "nonsense")]))).json();
    assert.equal(batch[0].result, "0x7a69");
    assert.equal(batch[1].id, 2);
    assert.equal(typeof batch[1].error.code, "number");
    const revert = { from: chain.accounts[0], data: "0x60006000fd" };
    const reverted = await (await post(JSON.stringify(call(3, "eth_estimateGas", [revert])))).json();
    assert.deepEqual([reverted.error.code, reverted.error.data], [3, "0x"]);
    assert.equal((await post(JSON.stringify(call(4, "eth_chainId")), { origin: "http://evil.example" })).status, 403);
    assert.equal((await post("{")).status, 400);
    assert.equal((await post(`"${"x".repeat(5_000_000)}"`)).status, 413);
    assert.equal((await fetch(chain.url)).status, 405);
    const { port } = new URL(chain.url);
    await assert.rejects(startDevChain({ port: Number(port), logFile }), { code: "EADDRINUSE" });
  });

  it("replays 500 blocks to the same head", async (t) => {
    const first = await start();
    const [from, to] = first.accounts;
    for (let i = 0; i < 500; i++) await first.request("eth_sendTransaction", [{ from, to, value: "0x1" }]);
    const head = async (chain: DevChain) => (await chain.request("eth_getBlockByNumber", ["latest", false])).hash;
    const before = await head(first);
    await stop(first);
    const started = performance.now();
    assert.equal(await head(await start()), before);
    t.diagnostic(`replayed in ${Math.round(performance.now() - started)} ms`);
  });
});
