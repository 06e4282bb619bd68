// Where the node is, and that its token goes to it alone.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, describe, it } from "node:test";
import { findNode, readEnvironment } from "../../cli/environment.ts";
import { temporaryFolder } from "../support/folder.ts";

function nodeFolder(t: TestContext, config = '{"port": 4567}'): string {
  const folder = temporaryFolder(t);
  writeFileSync(path.join(folder, "souk.json"), config);
  writeFileSync(path.join(folder, "token"), "secret\n");
  return folder;
}
const find = (env: Record<string, string>, settings: Record<string, string> = {}) =>
  findNode(readEnvironment({ HOME: "/nowhere", ...env }), new Map(Object.entries(settings)));

describe("the node", () => {
  it("is found by its data folder, --data before SOUK_DATA", async (t) => {
    const folder = nodeFolder(t);
    const expected = { baseUrl: "http://127.0.0.1:4567", token: "secret" };
    assert.deepEqual(await find({ SOUK_DATA: folder }), expected);
    assert.deepEqual(await find({ SOUK_DATA: "/elsewhere" }, { data: folder }), expected);
  });

  it("is found by address and token file, --url before SOUK_URL", async (t) => {
    const token = path.join(nodeFolder(t), "token");
    const { baseUrl } = await find(
      { SOUK_URL: "http://127.0.0.1:1" },
      { url: "http://localhost:2/", "token-file": token },
    );
    assert.equal(baseUrl, "http://localhost:2");
    assert.equal((await find({ SOUK_URL: "http://[::1]:1", SOUK_TOKEN_FILE: token })).baseUrl, "http://[::1]:1");
  });

  it("takes a token itself, where no file is named", async (t) => {
    const SOUK_DATA = nodeFolder(t);
    assert.equal((await find({ SOUK_DATA, SOUK_TOKEN: "souk_1_2" })).token, "souk_1_2");
    const file = path.join(SOUK_DATA, "token");
    assert.equal((await find({ SOUK_DATA, SOUK_TOKEN: "souk_1_2" }, { "token-file": file })).token, "secret");
    assert.equal((await find({ SOUK_DATA, SOUK_TOKEN: "souk_1_2", SOUK_TOKEN_FILE: file })).token, "secret");
    await assert.rejects(find({ SOUK_TOKEN: "t", SOUK_URL: "http://node.local" }), { message: /in the clear/ });
  });

  it("is not there in words", async (t) => {
    const nothing = temporaryFolder(t);
    await assert.rejects(find({ SOUK_DATA: nothing }), { name: "NodeUnreachable", message: /no node has run in / });
    await assert.rejects(find({ SOUK_DATA: nodeFolder(t, "{}") }), {
      name: "NodeUnreachable",
      message: /names no port/,
    });
    await assert.rejects(find({ SOUK_DATA: nodeFolder(t, "{") }), {
      name: "NodeUnreachable",
      message: /names no port/,
    });
    await assert.rejects(find({ SOUK_DATA: nodeFolder(t) }, { "token-file": "/nowhere/token" }), {
      name: "UsageError",
      message: /no token in \/nowhere\/token/,
    });
  });

  it("gets its token over loopback or TLS only", async (t) => {
    const folder = nodeFolder(t);
    for (const url of ["http://203.0.113.7:4101", "http://127.0.0.1.example.org", "http://node.local"]) {
      await assert.rejects(find({ SOUK_DATA: folder }, { url }), { name: "UsageError", message: /in the clear/ });
    }
    for (const url of ["nonsense", "ftp://127.0.0.1", "file:///x"]) {
      await assert.rejects(find({ SOUK_DATA: folder }, { url }), { name: "UsageError", message: /is not like http/ });
    }
    assert.equal(
      (await find({ SOUK_DATA: folder }, { url: "https://node.example.org" })).baseUrl,
      "https://node.example.org",
    );
  });

  it("colours follow NO_COLOR and dumb terminals", () => {
    assert.equal(readEnvironment({}).colour, true);
    assert.equal(readEnvironment({ NO_COLOR: "1" }).colour, false);
    assert.equal(readEnvironment({ TERM: "dumb" }).colour, false);
  });
});
