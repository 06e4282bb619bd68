// Words of a command line: read one way only, or refused with what would be right.
import assert from "node:assert/strict";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { readArguments } from "../../cli/arguments.ts";
import { pictureBytes } from "../../cli/import-pictures.ts";
import { requestOf } from "../../cli/request.ts";
import { UsageError } from "../../cli/usage-error.ts";
import type { World } from "../../cli/world.ts";
import { temporaryFolder } from "../support/folder.ts";
import { wordsOf } from "../support/souk.ts";

const SELLER = `0x${"ab".repeat(20)}`;
const ORDER = `0x${"cd".repeat(32)}`;

const world = (stdin = "") =>
  ({
    stdin: (async function* () {
      yield stdin;
    })(),
  }) as unknown as World;
const request = (line: string[], stdin?: string) => requestOf(world(stdin), readArguments(line));
const refused = async (line: string[], words: RegExp, stdin?: string) =>
  assert.rejects(
    async () => request(line, stdin),
    (error: unknown) => {
      assert.ok(error instanceof UsageError, String(error));
      assert.match(error.message, words);
      return true;
    },
  );

describe("a command line", () => {
  it("takes arguments with and without names, settings anywhere", async () => {
    const line = ["--data", "x", "listings", "search", "desk lamp", "--limit", "5", "--available", "--json"];
    const { settings } = readArguments(line);
    assert.deepEqual(
      [...settings],
      [
        ["data", "x"],
        ["json", "true"],
      ],
    );
    assert.deepEqual(await request(line), { params: {}, query: { q: "desk lamp", limit: 5, available: true } });
    assert.deepEqual(await request(["listings", "search", "--text=-5 °C", "--no-available"]), {
      params: {},
      query: { q: "-5 °C", available: false },
    });
    assert.deepEqual((await request(["listings", "search", "--", "--json"])).query, { q: "--json" });
  });

  it("takes a listing as one word or two", async () => {
    const params = { seller: SELLER, listing: "lamp" };
    assert.deepEqual((await request(["listings", "show", `${SELLER}/lamp`])).params, params);
    assert.deepEqual((await request(["listings", "show", SELLER, "lamp"])).params, params);
    assert.deepEqual((await request(["listings", "search", "a/b"])).query, { q: "a/b" });
  });

  it("makes a body of options, of a file, or of both, options last", async () => {
    const review = { rating: 5, text: "Warm." };
    const byOptions = ["orders", "confirm", ORDER, "--review-rating", "5", "--review-text", "Warm."];
    assert.deepEqual((await request(byOptions)).body, { review });
    assert.deepEqual((await request(["orders", "confirm", ORDER, "--review", "rating=5,text=Warm."])).body, { review });
    const both = ["orders", "confirm", ORDER, "--file", "-", "--review-rating", "5"];
    assert.deepEqual((await request(both, '{"review": {"rating": 1, "text": "Warm."}}')).body, { review });
    assert.deepEqual((await request(["orders", "confirm", ORDER])).body, {});
    assert.equal((await request(["orders", "cancel", ORDER])).body, undefined);
  });

  it("takes the edits of the guide of a shop", async () => {
    const guide = readFileSync(path.join(import.meta.dirname, "../../docs/shop.md"), "utf8");
    const lines = Array.from(guide.matchAll(/^souk (shop edit .*) --patch '(.*)'$/gm));
    assert.equal(lines.length, 3);
    for (const [, words, patch] of lines) {
      const line = [...wordsOf(words!).map((word) => word.replaceAll("'", "")), "--patch", patch!];
      assert.deepEqual(((await request(line)).body as { patch: unknown }).patch, JSON.parse(patch!));
    }
  });

  it("takes lists by commas, and objects as pairs or JSON, any number of them", async () => {
    const line = wordsOf(
      'listings publish --title Lamp --category home --currency tUSD --ships-from PT --tags "brass, lamp"',
    );
    line.push("--shipping", "title=Parcel,first=4.50,to=PT+ES");
    line.push("--variants", "price=12.50,stock=3", "--variants", '[{"price":"9"},{"price":"8"}]');
    const { body } = (await request(line)) as { body: Record<string, unknown> };
    assert.deepEqual(body.tags, ["brass", "lamp"]);
    assert.deepEqual(body.shipping, [{ title: "Parcel", first: "4.50", to: ["PT", "ES"] }]);
    assert.deepEqual(body.variants, [{ price: "12.50", stock: 3 }, { price: "9" }, { price: "8" }]);
  });

  it("is refused where a word is no command, option or value", async () => {
    await refused([], /which command/);
    await refused(["listing"], /no command "listing"; did you mean listings\?/);
    await refused(["xyzzy"], /There are: addresses, arbitrator, backup, balances,/);
    await refused(
      ["listings"],
      /souk listings what\? There are: count, old-offers, publish, publish-many, remove, search/,
    );
    await refused(["listings", "search", "-l"], /there is no -l/);
    await refused(["listings", "search", "--colour"], /has no --colour\nIt takes: --text --category/);
    await refused(["listings", "search", "--output", "x"], /has no --output/);
    await refused(["listings", "search", "--limit"], /--limit needs a value/);
    await refused(
      ["listings", "search", "--text", "--json"],
      /--text needs a value; if it is --json, write --text=--json/,
    );
    await refused(["listings", "search", "--limit", "many"], /--limit takes a number, not "many"/);
    await refused(["listings", "search", "--limit", "0"], /^--limit: it is too small: at least 1, not 0$/);
    await refused(["listings", "search", "--sort", "up"], /--sort takes one of relevance, newest/);
    await refused(["listings", "search", "--available=maybe"], /--available takes true or false/);
    await refused(["listings", "search", "--text", "a", "--text", "b"], /--text is given twice/);
    await refused(["listings", "search", "a", "b"], /"b" is one argument too many: souk listings search takes <text>/);
    await refused(["orders", "show"], /<order> is needed/);
    await refused(["orders", "show", "x"], /<order>: expected 32 bytes/);
    await refused(
      ["listings", "search", "--seller", `0x${"aB".repeat(20)}`],
      /--seller: the address has a wrong checksum/,
    );
    await refused(["pictures", "add"], /which file\?/);
    await refused(["pictures", "add", "/nowhere/x.png"], /\/nowhere\/x\.png cannot be read: there is no such file/);
    await refused(["pictures", "add", "/"], /^\/ cannot be read: it is a folder$/);
    await refused(["import", "/"], /^\/ cannot be read: it is a folder$/);
  });

  it("is refused where a switch is given a value, as its being there is all it says", async () => {
    await refused(["node", "--json=false"], /^--json takes no value: write it, or leave it out$/);
    await refused(["shop", "publish", "a", "--no-wait=no"], /--no-wait takes no value/);
    await refused(["--full=yes", "node"], /--full takes no value/);
  });

  it("is refused an empty file where bytes are wanted, and one above what the route takes, before it is opened", async (t) => {
    const empty = path.join(temporaryFolder(t), "empty");
    writeFileSync(empty, "");
    await refused(["pictures", "add", empty], /empty cannot be read: it is empty/);
    await refused(["import", empty], /empty cannot be read: it is empty/);
    await refused(["files", "add", empty, "--name", "a.pdf"], /empty cannot be read: it is empty/);
    truncateSync(empty, 2 ** 30);
    await refused(["files", "add", empty, "--name", "a.pdf"], /it has more than 256 MiB/);
    await refused(["import", empty], /it has more than 64 MiB/);
  });

  it("is refused a file that is larger than any request, before it is in memory, also one that never ends", async (t) => {
    const file = path.join(temporaryFolder(t), "sparse");
    writeFileSync(file, "");
    truncateSync(file, 4 * 2 ** 30);
    await refused(["pictures", "add", file], /sparse cannot be read: it has more than 12 MiB$/);
    await refused(["listings", "publish", "--file", "/dev/zero"], /zero cannot be read: it has more than 12 MiB$/);
    await refused(["backup", "--passphrase-file", file], /sparse cannot be read: it has more than 12 MiB$/);
    const endless = (async function* () {
      for (;;) yield new Uint8Array(2 ** 20);
    })();
    const line = readArguments(["pictures", "add", "-"]);
    const words = /^standard input cannot be read: it has more than 12 MiB$/;
    await assert.rejects(requestOf({ stdin: endless } as unknown as World, line), { message: words });
    await assert.rejects(pictureBytes(file, "/", new AbortController().signal), { message: "it has more than 12 MiB" });
  });

  it("is refused with every fault of a body at once, each by its option", async () => {
    await refused(
      ["listings", "publish", "--title", "x", "--variants", "price="],
      /^--title: .*\n--category is needed\n--currency is needed\n--ships-from is needed\n--variants, field 0\.price: it may not be empty$/,
    );
    await refused(["orders", "extend", ORDER], /^--seconds is needed, or --days is needed$/);
    await refused(["orders", "extend", ORDER, "--days", "1", "--seconds", "5"], /^give one of --seconds and --days$/);
    await refused(["orders", "extend", ORDER, "--days", "181"], /^--days: it is too large: at most 180, not 181$/);
    await refused(
      ["listings", "publish", "--variants", "prize=1"],
      /pairs like name=value of id, title, sku, price, stock, picture, weight; not "prize=1"/,
    );
    await refused(["listings", "publish", "--file", "-"], /standard input is not JSON/, "{");
    await refused(["listings", "publish", "--file", "-"], /not an object/, "[]");
    await refused(
      ["orders", "rule", ORDER, "--file", "-"],
      /there is no field bps; known are: buyerBps/,
      '{"buyerBps":1,"bps":1}',
    );
  });
});
