// What may come next on a command line.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { candidates } from "../../cli/completion.ts";
import { nouns } from "../../cli/spec.ts";

describe("completion", () => {
  it("offers nouns, then verbs, also after settings", () => {
    assert.deepEqual(candidates([""]), [...nouns]);
    assert.deepEqual(candidates(["op"]), ["operations"]);
    assert.deepEqual(candidates(["operations", ""]), ["list", "show", "wait"]);
    assert.deepEqual(candidates(["--data", "x", "pictures", "a"]), ["add"]);
    assert.deepEqual(candidates(["help", "bo"]), ["bond"]);
    assert.deepEqual(candidates(["help", "bond", ""]), ["lock", "request", "withdraw"]);
    assert.deepEqual(candidates(["xyzzy", ""]), []);
  });

  it("offers the options of the command, and the values of a choice", () => {
    assert.deepEqual(candidates(["orders", "rule", "--b"]), ["--buyer-bps"]);
    assert.deepEqual(candidates(["listings", "search", "--no"]), ["--no-available"]);
    assert.deepEqual(candidates(["orders", "list", "--role", "b"]), ["buyer"]);
    assert.deepEqual(candidates(["completion", "z"]), ["zsh"]);
    assert.deepEqual(candidates(["--j"]), ["--json"]);
  });

  it("leaves files and free words to the shell", () => {
    assert.deepEqual(candidates(["listings", "publish", "--file", ""]), []);
    assert.deepEqual(candidates(["listings", "search", "--text", ""]), []);
    assert.deepEqual(candidates(["orders", "show", ""]), []);
  });
});
