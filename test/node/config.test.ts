// Where a node listens, by its flags and by what it kept.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, describe, it } from "node:test";
import { listenAgain, readConfig, remember, rememberStart } from "../../node/config.ts";
import type { SoukError } from "../../node/core/errors.ts";
import { temporaryFolder } from "../support/folder.ts";

const folders: string[] = [];
after(() => folders.forEach((made) => rmSync(made, { recursive: true, force: true })));
function folder(): string {
  folders.push(temporaryFolder());
  return folders.at(-1)!;
}
const config = (directory: string, ...flags: string[]) => readConfig(["--data", directory, ...flags], {})!;

const LAN = ["/ip4/0.0.0.0/tcp/0", "/ip6/::/tcp/0"];
const KEPT = ["/ip4/0.0.0.0/tcp/4001", "/ip6/::/tcp/4001"];
const LOCAL = ["/ip4/127.0.0.1/tcp/0"];

describe("where a node listens", () => {
  it("is the local network by default, looking for peers there, and relaying for nobody", () => {
    const { listen, mdns, relay, announce } = config(folder());
    assert.deepEqual({ listen, mdns, relay, announce }, { listen: LAN, mdns: true, relay: false, announce: [] });
    assert.equal(config(folder(), "--no-mdns").mdns, false);
    assert.equal(config(folder(), "--relay").relay, true);
  });

  it("is this machine alone with --local, also where the local network was kept", () => {
    const directory = folder();
    assert.deepEqual(config(directory, "--local").listen, LOCAL);
    remember(directory, { listen: KEPT });
    assert.deepEqual(config(directory).listen, KEPT);
    assert.deepEqual(config(directory, "--local").listen, LOCAL);
    remember(directory, { listen: ["/ip4/127.0.0.1/tcp/4001"] });
    assert.deepEqual(config(directory, "--local").listen, ["/ip4/127.0.0.1/tcp/4001"]);
  });

  it("is what --listen says before all else", () => {
    const ws = "/ip4/127.0.0.1/tcp/4002/ws";
    assert.deepEqual(config(folder(), "--local", "--listen", ws).listen, [ws]);
  });

  it("stays where it was: the same ports on the same interfaces", () => {
    const id = "/p2p/16Uiu2HAmGTpNyS1hP3BkGWkWvTPxWmyLSCcJeSKJqRkU4eXqEBvG";
    const got = ["/ip4/203.0.113.7/tcp/9", "/ip4/127.0.0.1/tcp/4001", "/ip4/192.168.1.5/tcp/4001", "/ip6/::1/tcp/4003"];
    const relayed = `/ip4/127.0.0.1/tcp/7${id}/p2p-circuit`;
    const all = [relayed, "/ip4/127.0.0.1/tcp/4002/ws", ...got].map((address) => address + id);
    assert.deepEqual(listenAgain(["/ip4/0.0.0.0/tcp/0", "/ip6/::/tcp/0"], all), [
      "/ip4/0.0.0.0/tcp/4001",
      "/ip6/::/tcp/4003",
    ]);
    assert.deepEqual(listenAgain(["/ip4/127.0.0.1/tcp/0/ws"], all), ["/ip4/127.0.0.1/tcp/4002/ws"]);
    assert.deepEqual(listenAgain(["/ip4/192.168.1.5/tcp/0"], all), ["/ip4/192.168.1.5/tcp/4001"]);
    assert.deepEqual(listenAgain(["/ip4/127.0.0.1/tcp/5000"], all), ["/ip4/127.0.0.1/tcp/5000"]);
    assert.deepEqual(listenAgain(["/ip6/::/tcp/0"], [all[1]!]), ["/ip6/::/tcp/0"], "no IPv6 here: asked for again");
  });
});

describe("the limit of what is given", () => {
  it("is none by default, what --upload-limit says, and kept", () => {
    const directory = folder();
    assert.equal(config(directory).uploadLimit, 0);
    assert.equal(config(directory, "--upload-limit", "800").uploadLimit, 800);
    remember(directory, { uploadLimit: 500 });
    assert.equal(config(directory).uploadLimit, 500);
    assert.equal(config(directory, "--upload-limit", "0").uploadLimit, 0);
    assert.throws(() => config(directory, "--upload-limit", "1 MB"), { code: "node.config", message: /upload-limit/ });
  });
});

describe("the port of the page", () => {
  it("is a number that a port can have", () => {
    assert.equal(config(folder(), "--port", "65535").http.port, 65_535);
    for (const bad of ["65536", "99999", "80x", "1e3"]) {
      assert.throws(() => config(folder(), `--port=${bad}`), { code: "node.config", message: /--port/ });
    }
  });
});

describe("peers to join", () => {
  it("come from flags, or from souk.json", () => {
    const directory = folder();
    remember(directory, { join: ["/ip4/203.0.113.7/tcp/1"] });
    assert.deepEqual(config(directory).join, ["/ip4/203.0.113.7/tcp/1"]);
    const two = ["/dns4/hub.example/tcp/1", "/ip6/2600::1/tcp/2"];
    assert.deepEqual(config(directory, ...two.flatMap((text) => ["--join", text])).join, two);
  });

  it("are refused in words when they are no multiaddrs", () => {
    for (const flag of ["--join", "--listen", "--announce"]) {
      assert.throws(() => config(folder(), flag, "hub.example:4001"), {
        code: "node.config",
        message: new RegExp(flag),
      });
    }
  });
});

describe("what a node holds", () => {
  it("is what peers name within two gigabytes, and stays what it was told once", () => {
    const directory = folder();
    const { hold, quotaBytes } = config(directory);
    assert.deepEqual({ hold, quotaBytes }, { hold: "all", quotaBytes: 2e9 });
    rememberStart(config(directory, "--hold", "followed", "--quota", "512.5MB"), 1, []);
    assert.deepEqual([config(directory).hold, config(directory).quotaBytes], ["followed", 512.5e6]);
    assert.equal(config(directory, "--quota", "3 tb").quotaBytes, 3e12);
  });

  it("is refused in words when it is no size, too small, or neither of the two ways", () => {
    for (const size of ["2", "GB", "-1GB", "1e3GB", "63MB", "0.001GB"]) {
      assert.throws(() => config(folder(), `--quota=${size}`), { code: "node.config", message: /--quota.*64MB/ });
    }
    assert.throws(() => config(folder(), "--hold", "some"), { code: "node.config", message: /all or followed/ });
  });
});

describe("the chain", () => {
  it("is reached by one RPC or by several, after commas or repeated", () => {
    const [one, two, three] = ["http://127.0.0.1:8545", "https://rpc.example/key", "https://other.example"];
    assert.deepEqual(config(folder()).rpcUrls, [one]);
    assert.deepEqual(config(folder(), "--rpc", `${one},${two}`, "--rpc", three).rpcUrls, [one, two, three]);
    assert.deepEqual(readConfig(["--data", folder()], { SOUK_RPC: `${two},${three}` })!.rpcUrls, [two, three]);
    for (const bad of ["", "nothing", "ws://127.0.0.1:8546", `${one},`]) {
      assert.throws(() => config(folder(), "--rpc", bad), { code: "node.config", field: "rpc" });
    }
  });

  it("costs at most --max-fee per gas, in gwei", () => {
    assert.equal(config(folder()).maxFeePerGas, 500n * 10n ** 9n);
    assert.equal(config(folder(), "--max-fee", "0.05").maxFeePerGas, 5n * 10n ** 7n);
    for (const bad of ["0", "-1", "1e3", "0.0000000001", "many"]) {
      assert.throws(() => config(folder(), `--max-fee=${bad}`), { code: "node.config", message: /gwei above 0/ });
    }
  });
});

describe("an external signer", () => {
  const ADDRESS = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";
  const url = "http://127.0.0.1:8550/";
  const signer = (...flags: string[]) => config(folder(), ...flags).signer;

  it("is none by default; its account's folder is named by the address", () => {
    assert.equal(signer(), undefined);
    const base = folder();
    const given = config(base, "--signer", "http://127.0.0.1:8550", "--account", ADDRESS);
    assert.deepEqual(given.signer, { url, account: ADDRESS.toLowerCase() });
    assert.equal(given.directory, `${base}/accounts/${ADDRESS.toLowerCase()}`);
    const env = { SOUK_SIGNER: url, SOUK_ACCOUNT: ADDRESS };
    assert.deepEqual(readConfig(["--data", base], env)!.signer, given.signer);
    assert.deepEqual(signer("--signer", url), { url, account: undefined });
    assert.equal(signer("--signer", "https://signer.example/key")!.url, "https://signer.example/key");
  });

  it("is refused over plain HTTP to another machine, with credentials, or as no URL, and never repeated in words", () => {
    for (const [bad, why] of [
      ["http://signer.example/secret", /https/],
      ["http://127.0.0.1.example/secret", /https/],
      ["http://me:secret@127.0.0.1:8550", /user name or password/],
      ["https://secret@signer.example", /user name or password/],
      ["ws://127.0.0.1:8550/secret", /not the URL/],
      ["secret", /not the URL/],
    ] as const) {
      assert.throws(
        () => signer("--signer", bad, "--account", ADDRESS),
        (error: SoukError) => {
          assert.deepEqual([error.code, error.field], ["node.config", "signer"]);
          assert.match(error.message, why);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        },
      );
    }
  });

  it("needs an address with a good checksum, and an address needs a signer", () => {
    const wrong = ADDRESS.replace("d8dA", "D8dA");
    assert.throws(() => signer("--signer", url, "--account", wrong), { code: "node.config", field: "signer" });
    assert.throws(() => signer("--signer", url, "--account", "0x12"), { code: "node.config" });
    assert.throws(() => signer("--account", ADDRESS), { code: "node.config", message: /external --signer/ });
  });
});
