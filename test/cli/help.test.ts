// The help and the version: what is asked about, in every way to ask, without a node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { soukHere } from "../support/souk.ts";

const told = async (...words: string[]): Promise<string> => {
  const { code, stdout, stderr } = await soukHere(words);
  assert.deepEqual([code, stderr], [0, ""], words.join(" "));
  return stdout;
};

describe("help", () => {
  it("of souk: alone, asked for, or as a command", async () => {
    const root = await told();
    assert.match(root, /^souk, the command line of a Souk node\n/);
    assert.equal(await told("--help"), root);
    assert.equal(await told("help"), root);
  });

  it("of a noun: its commands with an example each", async () => {
    const bond = await told("bond", "--help");
    assert.match(bond, /bond lock .*\n.*bond request .*\n.*bond withdraw /);
    assert.match(bond, /Examples\n {2}souk bond lock 0\.5\n/);
    assert.equal(await told("help", "bond"), bond);
  });

  it("of a command: arguments, options, example; whatever else stands there", async () => {
    const rule = await told("orders", "rule", "--help");
    assert.match(rule, /^souk orders rule <order> \[options\]\n {2}Arbitrator: decide the buyer's share\n/);
    assert.match(rule, /--buyer-bps <number> +needed; the buyer's share, 10000 is all; 0 to 10000\n/);
    assert.match(rule, /Example\n {2}souk orders rule <order> --buyer-bps 7000\n$/);
    assert.equal(await told("help", "orders", "rule"), rule);
    assert.equal(await told("orders", "rule", "0x1", "--buyer-bps", "many", "-h"), rule);
  });

  it("of an edit shows how a price is raised", async () => {
    const edit = await told("shop", "edit", "--help");
    assert.ok(edit.includes(`needed; like {"price":{"set":"45.00"}}, {"price":{"percent":10}} or `), edit);
  });

  it("of currencies and prices says how they are called and written", async () => {
    const search = await told("listings", "search", "--help");
    assert.match(search, /--seller <address> +me is this account\n/);
    assert.match(search, /--currency <currency> +symbol, or address, also as tables shorten it\n/);
    assert.match(search, /--max-price <price> +like 12\.50, in the currency of --price-in, else of --currency/);
    assert.doesNotMatch(await told("balances", "withdraw", "--help"), /<currency> .*me is this account/);
  });

  it("of a noun that is a command itself shows the others too", async () => {
    assert.match(
      await told("balances", "-h"),
      /^souk balances \[options\]\n[^]*More of balances\n {2}balances withdraw /,
    );
  });

  it("of what is not there says what there is", async () => {
    const { code, stderr } = await soukHere(["help", "order"]);
    assert.equal(code, 2);
    assert.match(stderr, /did you mean orders\?/);
    for (const words of [
      ["orders", "shp", "--help"],
      ["help", "orders", "shp"],
    ]) {
      const end = await soukHere(words);
      assert.equal(end.code, 2, words.join(" "));
      assert.match(end.stderr, /souk orders has no "shp"; did you mean ship\?/);
    }
    assert.match(await told("import", "products.csv", "--help"), /^souk import <file\|->/);
  });

  it("the version is the package's", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    assert.equal(await told("--version"), `souk ${version}\n`);
  });
});
