// mDNS on the local network, between real nodes. Multicast DNS binds every interface, so it runs in a network namespace that has loopback alone.
import assert from "node:assert/strict";
import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const NAMESPACE = ["--user", "--map-root-user", "--net"];
const UP = "ip link set lo up";

const has = spawnSync("unshare", [...NAMESPACE, "sh", "-c", UP], { encoding: "utf8" });
const skip = has.status === 0 ? false : `no network namespace here: ${has.stderr?.trim() || has.error?.message}`;

test(
  "two nodes on one network find each other by mDNS; one that was not told to look finds nobody",
  { skip },
  async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), "souk-mdns-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const isolated = path.join(folder, "node");
    writeFileSync(
      isolated,
      `#!/bin/sh\nexec unshare ${NAMESPACE.join(" ")} sh -c '${UP} && exec "$0" "$@"' "${process.execPath}" "$@"\n`,
      { mode: 0o700 },
    );
    const script = fileURLToPath(new URL("../../support/p2p-neighbours.ts", import.meta.url));
    const child = fork(script, { execPath: isolated, execArgv: [] });
    const exited = once(child, "exit");
    const [found] = (await Promise.race([
      once(child, "message"),
      exited.then(([code]) => assert.fail(`the nodes' process ended with ${code}`)),
    ])) as [{ a: string; b: string; atA: string[]; atB: string[]; atDeaf: string[] }];
    assert.deepEqual(found.atA, [found.b]);
    assert.deepEqual(found.atB, [found.a]);
    assert.deepEqual(found.atDeaf, []);
    await exited;
  },
);
