// How answers are printed, whatever a route answers: pages, pages that say more, nothing at all, bytes.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { readArguments } from "../../cli/arguments.ts";
import { readEnvironment } from "../../cli/environment.ts";
import { runRoute } from "../../cli/run-route.ts";
import type { Client } from "../../client/client.ts";
import { temporaryFolder } from "../support/folder.ts";

interface Asked {
  query?: { limit?: number; cursor?: string };
}
const OFFLINE = { node: () => Promise.reject(new Error("off")), currencies: () => Promise.reject(new Error("off")) };

async function run(words: string[], methods: Record<string, (input: Asked) => unknown>, isTTY = false) {
  let stdout = "";
  let stderr = "";
  const invocation = readArguments(words);
  const world = {
    stdin: (async function* () {})(),
    stdout: { write: (chunk: string | Uint8Array) => void (stdout += Buffer.from(chunk).toString()), isTTY },
    stderr: { write: (chunk: string | Uint8Array) => void (stderr += Buffer.from(chunk).toString()) },
    environment: readEnvironment({ NO_COLOR: "1" }),
    interrupt: new AbortController().signal,
  };
  const client = { ...OFFLINE, ...methods } as unknown as Client;
  await runRoute({ world, client, connection: { baseUrl: "" }, settings: invocation.settings }, invocation);
  return { stdout, stderr };
}

const PAGES = [["a", "b"], ["c"], ["d"]];
const paged = ({ query = {} }: Asked) => {
  const at = Number(query.cursor ?? 0);
  const items = PAGES[at]!.map((id) => ({
    id,
    kind: `limit ${query.limit}`,
    status: "done",
    subject: "",
    createdAt: "2026-11-25T12:00:00Z",
  }));
  return Promise.resolve({ items, next: at + 1 < PAGES.length ? String(at + 1) : null });
};

describe("a list", () => {
  it("is one page, and says how to go on", async () => {
    const { stdout, stderr } = await run(["operations", "list"], { operations: paged });
    assert.match(stdout, /^operation.*\na .*\nb .*\n$/);
    assert.equal(stderr, "there is more: --cursor 1, or --all\n");
  });

  it("--all is every page in one table, or a line an item", async () => {
    const table = await run(["operations", "list", "--all"], { operations: paged });
    assert.deepEqual(
      table.stdout.match(/^[a-d] +limit 100/gm)!.map(([letter]) => letter),
      ["a", "b", "c", "d"],
    );
    assert.equal(table.stderr, "");
    const { stdout } = await run(["operations", "list", "--all", "--json", "--limit", "2", "--cursor", "1"], {
      operations: paged,
    });
    const items = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { id: string; kind: string });
    assert.deepEqual(
      items.map(({ id, kind }) => [id, kind]),
      [
        ["c", "limit 2"],
        ["d", "limit 2"],
      ],
    );
  });

  it("that says more than its items shows that too", async () => {
    const answer = {
      items: [],
      next: null,
      spelling: [{ word: "lmap", instead: ["lamp"], searched: true }],
      none: [],
      more: 3,
    };
    const listings = () => Promise.resolve(answer);
    assert.equal(
      (await run(["listings", "search", "lmap"], { listings })).stdout,
      'nothing\n\nnothing has "lmap": searched for lamp\n\nmore  3\n',
    );
    assert.deepEqual(JSON.parse((await run(["listings", "search", "--json"], { listings })).stdout), answer);
  });
});

describe("an answer", () => {
  it("of nothing is done for a person, and no document for a program", async () => {
    const categories = () => Promise.resolve(undefined);
    assert.equal((await run(["categories"], { categories })).stdout, "done\n");
    assert.equal((await run(["categories", "--json"], { categories })).stdout, "");
  });

  it("of bytes goes where it is told, and never to a terminal unasked", async (t) => {
    const picture = () => Promise.resolve(new TextEncoder().encode("bytes"));
    assert.equal((await run(["pictures", "get", "baf"], { picture })).stdout, "bytes");
    await assert.rejects(run(["pictures", "get", "baf"], { picture }, true), {
      name: "UsageError",
      message: /--output <file>/,
    });
    assert.equal((await run(["pictures", "get", "baf", "--output", "-"], { picture }, true)).stdout, "bytes");
    const file = path.join(temporaryFolder(t), "picture.webp");
    const { stdout, stderr } = await run(["pictures", "get", "baf", "--output", file], { picture });
    assert.deepEqual([stdout, stderr, readFileSync(file, "utf8")], ["", `5 bytes in ${file}\n`, "bytes"]);
    await assert.rejects(run(["pictures", "get", "baf", "--output", "/nowhere/x"], { picture }), {
      message: /cannot be written: its folder does not exist/,
    });
    const unasked = { picture: () => assert.fail("asked for") };
    for (const output of ["/nowhere/x", "/"]) {
      await assert.rejects(run(["pictures", "get", "baf", "--output", output], unasked), { name: "UsageError" });
    }
  });

  it("that comes as a stream is a file when all of it has come, and none when it breaks off", async (t) => {
    const folder = temporaryFolder(t);
    const words = ["orders", "file", `0x${"ab".repeat(32)}`, "--output", path.join(folder, "patterns.pdf")];
    const orderFile = (parts: () => AsyncGenerator<Uint8Array>) => () =>
      Promise.resolve(Readable.toWeb(Readable.from(parts())));
    const part = new TextEncoder().encode("bytes");
    const broken = async function* () {
      yield part;
      assert.ok(!readdirSync(folder).includes("patterns.pdf"));
      throw new Error("the node has gone");
    };
    // oxlint-disable-next-line require-yield -- it breaks off before it gives anything
    const silent = async function* () {
      throw new Error("the node has gone");
    };
    for (const parts of [broken, silent]) {
      await assert.rejects(run(words, { orderFile: orderFile(parts) }), { message: "the node has gone" });
      await setTimeout(20); // a file that is still being opened would appear now
      assert.deepEqual(readdirSync(folder), []);
    }
    const whole = async function* () {
      yield part;
      yield part;
    };
    await run(words, { orderFile: orderFile(whole) });
    assert.equal(readFileSync(path.join(folder, "patterns.pdf"), "utf8"), "bytesbytes");
  });
});
