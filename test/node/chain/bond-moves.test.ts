// Bonds as logs of SellerBond move them, against a real dev chain: what was heard follows at once, up, down and back in a reorganisation.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type EventFragment, Interface } from "ethers";
import { moveOf } from "../../../node/chain/bond-moves.ts";
import { PERIPHERY } from "../../../node/chain/periphery-abi.ts";
import { type Bonds, createBonds } from "../../../node/commands/peers/bonds.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import { DEV, type Party, joinChain } from "../../support/chain-parties.ts";
import { eventually } from "../../support/p2p-node.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

describe("moves of bonds", () => {
  let market: Market;
  let watcher: Party;
  let bonds: Bonds;
  let owner: Address;
  const asked: Address[] = [];

  before(async () => {
    market = await startMarket();
    owner = market.dev.accounts[0]!.toLowerCase() as Address;
    watcher = joinChain([market.dev.url], { onBond: (of) => bonds.moved(of) });
    const { records } = watcher.chain;
    bonds = createBonds({
      records: {
        bond(of, signal) {
          asked.push(of);
          return records.bond(of, signal);
        },
      },
      now: () => 0, // no hour passes
    });
    await market.caughtUp(watcher);
  });
  after(async () => {
    await bonds?.stop();
    await watcher?.stop();
    await market?.stop();
  });

  async function call(name: string, of: unknown[], value = 0n): Promise<void> {
    const data = PERIPHERY.encodeFunctionData(name, of);
    const request = { from: owner, to: DEV.contracts.sellerBond, data, value: `0x${value.toString(16)}` };
    await market.dev.request("eth_sendTransaction", [request]);
  }
  const isHeard = (bond: bigint) => eventually(`${bond} is heard of`, () => bonds.heard(owner) === bond);

  it("are asked about at once, both ways, and when a reorganisation takes them back", async () => {
    bonds.of(owner);
    await eventually("it was asked about", () => asked.length === 1);
    const unlocked = await market.dev.request("evm_snapshot");
    await call("lock", [owner], 7n);
    await isHeard(7n);
    const locked = await market.dev.request("evm_snapshot");
    await call("requestWithdrawal", [2n]);
    await isHeard(5n);
    for (const [snapshot, bond] of [
      [locked, 7n],
      [unlocked, 0n],
    ]) {
      await market.dev.request("evm_revert", [snapshot]);
      await market.dev.request("evm_increaseTime", [100]);
      await market.mine(1);
      await isHeard(bond);
    }
  });

  it("of owners whom nobody asked about are not asked about either", async () => {
    const count = asked.length;
    await call("lock", [market.buyer.address], 7n);
    await call("lock", [owner], 3n);
    await isHeard(3n);
    await delay(500); // two more questions, if any waited
    assert.deepEqual(asked.slice(count), [owner]);
  });

  it("are all named by their owner first, whatever the event", () => {
    const file = path.join(ROOT, "artifacts/contracts/interfaces/ISellerBond.sol/ISellerBond.json");
    const events = new Interface(JSON.parse(readFileSync(file, "utf8")).abi).fragments.filter(
      (fragment): fragment is EventFragment => fragment.type === "event",
    );
    assert.deepEqual(events.map(({ name }) => name).toSorted(), ["Equivocated", "Leaving", "Locked", "Withdrawn"]);
    for (const { inputs, name } of events) {
      assert.deepEqual([inputs[0]!.type, inputs[0]!.indexed], ["address", true], name);
    }
  });

  it("that name nobody are none", () => {
    const hash = `0x${"11".repeat(32)}` as Hex32;
    const named = `0x${"0".repeat(24)}${owner.slice(2)}` as Hex32;
    const log = {
      address: owner,
      data: "0x",
      blockNumber: 1,
      blockHash: hash,
      transactionHash: hash,
      logIndex: 0,
    } as const;
    assert.equal(moveOf({ ...log, topics: [hash] }), undefined);
    assert.deepEqual(moveOf({ ...log, topics: [hash, named] }), { of: owner, block: 1 });
  });
});
