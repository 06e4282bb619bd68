// The node's process, run as `node node/main.ts` without a flag: faults that it survives, signals that end it, and the room that garbage takes.
import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { createClient } from "../../client/client.ts";
import { finished } from "../../client/operations.ts";
import { type DevChain, startDevChain } from "../../scripts/devchain.ts";
import { temporaryFolder } from "../support/folder.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const FAULTS = path.join(ROOT, "test/support/process-faults.ts");
const MIB = 2 ** 20;
const profile = (name: string) => ({ name, about: "", location: "", picture: null, arbitrator: null });

let chain: DevChain;
const children: ChildProcess[] = [];

before(async () => {
  chain = await startDevChain();
});
after(() => chain?.stop());
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }
});

/** @returns what a node that does not start says */
async function refusal(flags: string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, [path.join(ROOT, "node/main.ts"), ...flags], { timeout: 60_000 });
  const { code, stderr } = await run.then(
    () => ({ code: 0, stderr: "" }),
    (error: { code: number; stderr: string }) => error,
  );
  assert.equal(code, 1);
  return stderr;
}

/** Resolves when it is ready, as its user sees that. */
async function start(directory: string, environment: Record<string, string> = {}) {
  const flags = ["--data", directory, "--rpc", chain.url, "--local", "--log", "info"];
  const child = spawn(process.execPath, ["--import", FAULTS, path.join(ROOT, "node/main.ts"), ...flags], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const exited = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  let printed = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      for (const listener of listeners) listener();
    });
  }
  /** Resolves when it has printed or logged this. */
  const said = (words: RegExp): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const check = () => {
      const found = words.exec(printed);
      if (found) resolve(found[1] ?? found[0]);
    };
    listeners.add(check);
    const timer = setTimeout(() => reject(new Error(`it did not say ${words}:\n${printed}`)), 30_000);
    void exited.then(() => setImmediate(() => reject(new Error(`it ended before it said ${words}:\n${printed}`))));
    check();
    return promise.finally(() => {
      clearTimeout(timer);
      listeners.delete(check);
    });
  };
  const baseUrl = await said(/API\s+(http\S+?)\/api\/docs/);
  const client = createClient({ baseUrl, token: readFileSync(path.join(directory, "token"), "utf8").trim() });
  return { child, client, exited, said, output: () => printed };
}

describe("the node's process", () => {
  it("logs what nobody caught and serves on; SIGTERM ends it with 0, and what was acknowledged is there afterwards", async (t) => {
    const directory = temporaryFolder(t);
    const { child, client, exited, said, output } = await start(directory);
    child.kill("SIGUSR2");
    await said(/"message":"planted exception".*"uncaught exception"/);
    await said(/"message":"planted rejection".*"unhandled rejection"/);
    await finished(client, client.publishProfile({ body: profile("Written after the fault"), wait: 20 }));
    child.kill("SIGTERM");
    assert.deepEqual(await exited, [0, null]);
    assert.match(output(), /"why":"SIGTERM","msg":"the node stops"/);
    assert.ok(Number(await said(/young: (\d+) MiB/)) < 48, output());

    const again = await start(directory);
    const { address } = await again.client.node();
    const { name } = await again.client.profile({ params: { owner: address } });
    assert.equal(name, "Written after the fault");
    again.child.kill("SIGINT");
    await again.said(/"why":"SIGINT","msg":"the node stops"/);
    again.child.kill("SIGINT"); // as npm passes it on
    assert.deepEqual(await again.exited, [0, null]);
  });

  it("notices a taken port before it has done anything, and says what to do", async (t) => {
    const directory = temporaryFolder(t);
    const { port } = new URL(chain.url);
    const stderr = await refusal(["--data", directory, "--rpc", chain.url, "--local", "--port", port]);
    assert.match(stderr, /port \d+ on 127\.0\.0\.1 is in use, .*another --port\n {2}\(node\.port-in-use\)/);
    assert.ok(!existsSync(path.join(directory, "keystore")), "no account was made");
  });

  it("says what to do about a taken port for peers", async (t) => {
    const { port } = new URL(chain.url);
    const listen = `/ip4/127.0.0.1/tcp/${port}`;
    const flags = ["--data", temporaryFolder(t), "--rpc", chain.url, "--local", "--port", "0", "--listen", listen];
    const stderr = await refusal(flags);
    assert.match(
      stderr,
      /port \d+ for peers on 127\.0\.0\.1 is in use, .*another --listen.*\n {2}\(node\.port-in-use\)/,
    );
    assert.doesNotMatch(stderr, /faultTolerance|\.js:/);
  });

  it("ends at once, with 1, at a second signal while it cannot stop", async (t) => {
    const { child, exited, said } = await start(temporaryFolder(t), { SOUK_FAULT: "endless-stop" });
    child.kill("SIGINT");
    await said(/the node stops/);
    await delay(1_100); // what comes sooner is the same Ctrl-C
    const asked = performance.now();
    child.kill("SIGINT");
    assert.deepEqual(await exited, [1, null]);
    assert.ok(performance.now() - asked < 5_000);
  });
});

describe("what dies young", () => {
  const most = async (...words: string[]): Promise<number> => {
    const script = path.join(ROOT, "test/support/heap-child.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...words]);
    return Number(stdout) / MIB;
  };

  for (const where of ["main", "thread"]) {
    it(`has a bounded space in the ${where === "main" ? "main thread" : "threads"}, without a flag of the command`, async () => {
      const [free, bounded] = [await most("free", where), await most("bounded", where)];
      assert.ok(free > bounded, `${free} MiB without a bound: this says nothing`);
      assert.ok(bounded > 24, `${bounded} MiB: what V8 gave back is not taken again`);
      assert.ok(bounded < 48, `${bounded} MiB`);
    });
  }
});
