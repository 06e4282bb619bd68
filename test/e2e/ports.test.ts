// A market whose ports are taken does not begin: it names the port, what it is for, and what to do.
import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { it } from "node:test";
import { FREE_PORTS, startNetwork } from "../../scripts/network/network.ts";
import { temporaryFolder } from "../support/folder.ts";

it("a taken page port is noticed before the chain starts, and before a market is deleted", async (t) => {
  const directory = temporaryFolder(t);
  const other = createServer().listen(0, "127.0.0.1");
  t.after(() => other.close());
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const ports = { ...FREE_PORTS, http: { ...FREE_PORTS.http, arbitrator: port } };
  const steps: string[] = [];
  const words = new RegExp(`^port ${port}, for the arbitrator's page, is in use, .*npm start -- --free-ports`);
  const onProgress = (step: string) => void steps.push(step);
  await assert.rejects(startNetwork({ directory, ports, fresh: true, onProgress }), { message: words });
  assert.deepEqual(steps, []);
  assert.ok(existsSync(directory));
});
