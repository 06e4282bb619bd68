// A node that dies between a keyed write and its answer: what was begun is found again under the key, what was not is run, and money moves once.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "node:test";
import { finished } from "../../../client/operations.ts";
import type { Address } from "../../../protocol/ids.ts";
import { type DevChain, startDevChain } from "../../../scripts/devchain.ts";
import { until } from "../../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../../scripts/network/node-process.ts";
import { createTokenCommands } from "../../../node/commands/tokens.ts";
import { openOwnStore } from "../../../node/store/own/own-store.ts";
import type { NewToken } from "../../../protocol/api/token-routes.ts";
import { makeToken } from "../../support/keyed-writer.ts";
import { type RpcProxy, startRpcProxy } from "../../support/chain-proxy.ts";
import { temporaryFolder } from "../../support/folder.ts";

const WRITER = fileURLToPath(import.meta.resolve("../../support/keyed-writer.ts"));

describe("a node that dies under a keyed write", () => {
  let chain: DevChain;
  let proxy: RpcProxy;
  let node: NodeProcess;
  let clean = () => {};
  const directory = temporaryFolder({ after: (work) => void (clean = work as () => void) });
  const start = async () => {
    node = await startNode({ name: "lender", directory, rpc: proxy.url });
    await until(async () => (await node.client.node()).chain.head !== null, "the chain");
  };

  before(async () => {
    chain = await startDevChain();
    proxy = await startRpcProxy(chain.url);
    await start();
    await chain.fund(node.address as Address, { coin: 10n ** 19n });
    await finished(node.client, node.client.publishProfile({ body: { name: "Lender" }, wait: 10 }));
  });
  after(async () => {
    await node?.stop();
    await proxy?.stop();
    await chain?.stop();
    clean();
  });

  it("while it changes own.db alone: change and answer are there together, or neither is", async (t) => {
    for (const where of ["inside", "after"] as const) {
      const folder = temporaryFolder(t);
      openOwnStore({ directory: folder }).close();
      const key = randomUUID();
      const child = spawnSync(process.execPath, [WRITER, folder, key, where]);
      assert.equal(child.signal, "SIGKILL", child.stderr.toString());
      const own = openOwnStore({ directory: folder });
      const left = own.tokens.list().map(({ id }) => id);
      assert.equal(left.length, where === "inside" ? 0 : 1);
      const { value, replayed } = await makeToken(own, key);
      const { id, token } = value as NewToken;
      assert.equal(replayed, where === "after");
      assert.deepEqual(
        own.tokens.list().map((one) => one.id),
        [id],
      );
      assert.equal(createTokenCommands({ tokens: own.tokens }).recognise(token)?.id, id, "the secret was not lost");
      own.close();
    }
  });

  const locked = async () => (await node.client.profile({ params: { owner: node.address } })).bond?.locked;
  const locks = async () => {
    const { items } = await node.client.operations({ query: { limit: 100 } });
    return items.filter(({ kind }) => kind === "lockBond");
  };

  /** Asks once, and ends the node as soon as the chain has heard this of it. */
  async function dieAt(method: string, { body, key }: { body: object; key: string }): Promise<void> {
    const heard = Promise.withResolvers<void>();
    proxy.tamper = ({ method: called }, result: unknown) => {
      if (called !== method) return result;
      heard.resolve();
      return "hang";
    };
    const headers = {
      authorization: `Bearer ${node.token}`,
      "content-type": "application/json",
      "idempotency-key": `"${key}"`,
    };
    const asked = fetch(`${node.url}/api/v1/bond`, { method: "POST", headers, body: JSON.stringify(body) });
    const lost = asked.catch(() => undefined);
    await heard.promise;
    await node.kill();
    await lost;
    proxy.tamper = undefined;
    await start();
  }

  it("while the chain only tried it: it is run when it is sent again, once", async () => {
    const input = { body: { amount: "0.5" }, key: randomUUID() };
    await dieAt("eth_estimateGas", input);
    const [interrupted] = await locks();
    assert.equal(interrupted!.status, "failed", "it was stored, and never begun");
    const again = await finished(node.client, node.client.lockBond({ ...input, wait: 20 }));
    assert.notEqual(again.id, interrupted!.id);
    assert.equal((await node.client.lockBond(input)).id, again.id);
    assert.equal(await locked(), "500000000000000000");
  });

  it("after it was sent to the chain: its operation is found, and finished", async () => {
    const earlier = (await locks()).length;
    const input = { body: { amount: "0.25" }, key: randomUUID() };
    await dieAt("eth_sendRawTransaction", input);
    const again = await finished(node.client, node.client.lockBond({ ...input, wait: 20 }));
    const all = await locks();
    assert.equal(all.length, earlier + 1);
    assert.equal(all[0]!.id, again.id);
    assert.equal(await locked(), "750000000000000000");
    const other = node.client.lockBond({ body: { amount: "0.2" }, key: input.key });
    await assert.rejects(other, { code: "idempotency.reused" }, "the node has not forgotten what the key was for");
  });
});
