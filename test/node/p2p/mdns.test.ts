// The local network, between real nodes. What is not loopback runs in a network namespace that has loopback alone.
import assert from "node:assert/strict";
import { type ChildProcess, type ForkOptions, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../../support/folder.ts";

const NAMESPACE = ["--user", "--map-root-user", "--net"];
const UP = "ip link set lo up";
const NEIGHBOURS = "../../support/p2p-neighbours.ts";
const MAIN = "../../../node/main.ts";

const tried = spawnSync("unshare", [...NAMESPACE, "sh", "-c", UP], { encoding: "utf8" });
const skip = tried.status === 0 ? false : `no network namespace here: ${tried.stderr?.trim() || tried.error?.message}`;

/** A script of ours in a namespace of its own, which keeps the process id. */
function inNamespace(t: TestContext, script: string, args: string[] = []): ChildProcess {
  const isolated = path.join(temporaryFolder(t), "node");
  const body = `exec unshare ${NAMESPACE.join(" ")} sh -c '${UP} && exec "$0" "$@"' "${process.execPath}" "$@"`;
  writeFileSync(isolated, `#!/bin/sh\n${body}\n`, { mode: 0o700 });
  const options: ForkOptions = { execPath: isolated, execArgv: [], stdio: ["ignore", "inherit", "ignore", "ipc"] };
  return fork(fileURLToPath(new URL(script, import.meta.url)), args, options);
}

async function messageOf<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the process ended with ${code} before it said anything`);
  });
  const [message] = await Promise.race([once(child, "message"), ended]);
  ended.catch(() => {});
  return message as T;
}

test("two nodes find each other by mDNS; one that was not told to look finds nobody", { skip }, async (t) => {
  const child = inNamespace(t, NEIGHBOURS);
  const exited = once(child, "exit");
  const found = await messageOf<{ a: string; b: string; atA: string[]; atB: string[]; atDeaf: string[] }>(child);
  assert.deepEqual(found.atA, [found.b]);
  assert.deepEqual(found.atB, [found.a]);
  assert.deepEqual(found.atDeaf, []);
  await exited;
});

test("a node is on the local network and looks for peers there, and does neither with --local", { skip }, async (t) => {
  /** Sockets on all addresses: of IPv4, of IPv6, and of multicast DNS. */
  async function openWith(...flags: string[]): Promise<boolean[]> {
    const child = inNamespace(t, MAIN, ["--data", temporaryFolder(t), "--rpc", "http://127.0.0.1:9", ...flags]);
    const exited = once(child, "exit");
    try {
      assert.equal((await messageOf<{ kind: string }>(child)).kind, "ready");
      const sockets = (kind: string) => readFileSync(`/proc/${child.pid}/net/${kind}`, "utf8");
      const listening = [
        / 0{8}:\w+ 0{8}:0000 0A /.test(sockets("tcp")),
        / 0{32}:\w+ 0{32}:0000 0A /.test(sockets("tcp6")),
      ];
      return [...listening, / 0{8}:14E9 /.test(sockets("udp"))];
    } finally {
      child.kill();
      await exited;
    }
  }
  assert.deepEqual(await openWith(), [true, true, true]);
  assert.deepEqual(await openWith("--no-mdns"), [true, true, false]);
  assert.deepEqual(await openWith("--local"), [false, false, false]);
});
