// Passphrases: the first line of a file, as the command line reads it too, or what somebody types; a new one twice.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { PassThrough } from "node:stream";
import { type TestContext, describe, it } from "node:test";
import { askNewSecret, askSecret } from "../../node/secret.ts";
import { temporaryFolder } from "../support/folder.ts";

function typed(...lines: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  let shown = "";
  if (lines.length > 0) input.write(lines.map((line) => `${line}\n`).join(""));
  else input.end();
  return { input, output: { write: (words: string) => (shown += words) }, shown: () => shown };
}
function fileOf(t: TestContext, text: string): string {
  const file = path.join(temporaryFolder(t), "secret.txt");
  writeFileSync(file, text);
  return file;
}

describe("a passphrase", () => {
  it("is the first line of its file, however the line ends", async (t) => {
    for (const text of ["a word", "a word\n", "a word\r\n", "a word\n\n", "a word\nof three\n"]) {
      assert.equal(await askSecret(fileOf(t, text), "?"), "a word");
      assert.equal(await askNewSecret(fileOf(t, text), "?"), "a word");
    }
    const words = { code: "node.config", message: /\/nowhere\/secret cannot be read \(ENOENT\)/ };
    await assert.rejects(askSecret("/nowhere/secret", "?"), words);
  });

  it("is typed unseen, and a new one twice", async () => {
    const once = typed("a word");
    assert.equal(await askSecret(undefined, "Passphrase: ", once), "a word");
    assert.equal(once.shown(), "Passphrase: \n");
    const twice = typed("a word", "a word");
    assert.equal(await askNewSecret(undefined, "Choose: ", twice), "a word");
    assert.equal(twice.shown(), "Choose: \nThe same again: \n");
  });

  it("is refused where the two differ, where a new one is empty, or where nobody types", async (t) => {
    const refused = { code: "keystore.passphrase" };
    await assert.rejects(askNewSecret(undefined, "", typed("a word", "a wrod")), { ...refused, message: /differ/ });
    await assert.rejects(askNewSecret(undefined, "", typed("", "")), { ...refused, message: /empty/ });
    await assert.rejects(askNewSecret(fileOf(t, "\nx"), ""), {
      ...refused,
      message: /first line of .*secret\.txt is empty/,
    });
    await assert.rejects(askSecret(undefined, "", typed()), { ...refused, message: /No passphrase was given/ });
    const pipe = { ...typed("a word"), input: new PassThrough() };
    await assert.rejects(askSecret(undefined, "", pipe), { ...refused, message: /--passphrase-file/ });
  });
});
