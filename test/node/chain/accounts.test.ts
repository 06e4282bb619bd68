// Accounts of other wallets come in, ours go out, and nothing is overwritten on the way.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { Wallet, encryptKeystoreJson } from "ethers";
import {
  accountFile,
  changePassphrase,
  exportAccount,
  importAccount,
  listAccounts,
} from "../../../node/chain/accounts.ts";
import { openExternalKeystore } from "../../../node/chain/external-keystore.ts";
import { createOrUnlock } from "../../../node/chain/keystore.ts";
import type { Address } from "../../../protocol/ids.ts";
import { temporaryFolder } from "../../support/folder.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const SECRET = "passphrase of ours";
const THEIRS = "passphrase of theirs";
const KEY = `0x${"4c".repeat(32)}` as const;
const ADDRESS = new Wallet(KEY).address.toLowerCase() as Address;
const told = (words: string) => async () => words;
const asks = { opens: told(THEIRS), seals: told(SECRET) };

describe("accounts", () => {
  const base = temporaryFolder();
  const folder = (name: string) => path.join(base, name);
  let theirs: string;

  before(async () => {
    theirs = await encryptKeystoreJson({ address: ADDRESS, privateKey: KEY }, THEIRS, { scrypt: { N: 1_024 } });
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  it("are taken in from a wallet's file, sealed anew, and the node runs on them with the same other keys each time", async () => {
    assert.equal(await importAccount(folder("a"), theirs, asks), ADDRESS);
    assert.equal(statSync(accountFile(folder("a"))).mode & 0o777, 0o600);
    const directory = path.join(folder("a"), "keystore");
    const keys = await createOrUnlock({ directory, passphrase: SECRET });
    assert.deepEqual([keys.address, keys.privateKey], [ADDRESS, KEY]);
    await changePassphrase(folder("a"), SECRET, "a third one");
    const again = await createOrUnlock({ directory, passphrase: "a third one" });
    assert.deepEqual(again.journalKey, keys.journalKey);
    await assert.rejects(createOrUnlock({ directory, passphrase: SECRET }), { code: "keystore.passphrase" });
  });

  it("are taken in as a key in hex, without asking for a passphrase of it, and go out as a file other wallets open", async () => {
    const opens = () => assert.fail("asked");
    assert.equal(await importAccount(folder("b"), `${KEY.slice(2)}\n`, { ...asks, opens }), ADDRESS);
    const json = await exportAccount(folder("b"), SECRET, "for another wallet");
    const { privateKey } = await Wallet.fromEncryptedJson(json, "for another wallet");
    assert.equal(privateKey, KEY);
  });

  it("are never overwritten", async () => {
    await importAccount(folder("c"), KEY, asks);
    const kept = readFileSync(accountFile(folder("c")), "utf8");
    await assert.rejects(importAccount(folder("c"), theirs, asks), { code: "keystore.exists" });
    assert.equal(readFileSync(accountFile(folder("c")), "utf8"), kept);
  });

  it("are refused with words where the file, its passphrase or the key is wrong, and nothing is written", async () => {
    const wrong: [string, string][] = [
      ["not a wallet", "keystore.damaged"],
      ["{}", "keystore.damaged"],
      ["0".repeat(64), "keystore.damaged"],
    ];
    for (const [text, code] of wrong) await assert.rejects(importAccount(folder("d"), text, asks), { code });
    const mistaken = { ...asks, opens: told("mistaken") };
    await assert.rejects(importAccount(folder("d"), theirs, mistaken), { code: "keystore.passphrase" });
    await assert.rejects(exportAccount(folder("d"), SECRET, SECRET), { code: "keystore.none" });
    assert.deepEqual(await listAccounts(folder("d")), []);
  });

  it("whose key is at an external signer are listed as such, have a passphrase of the node's keys, and nothing to give out", async () => {
    const directory = path.join(folder("f"), "keystore");
    await openExternalKeystore(directory, ADDRESS, told(SECRET));
    const listed = { name: null, address: ADDRESS, directory: folder("f"), external: true };
    assert.deepEqual(await listAccounts(folder("f")), [listed]);
    await assert.rejects(exportAccount(folder("f"), SECRET, SECRET), {
      code: "keystore.none",
      message: /external signer/,
    });
    await assert.rejects(importAccount(folder("f"), KEY, asks), { code: "keystore.exists" });
    await assert.rejects(changePassphrase(folder("f"), "mistaken", "new"), { code: "keystore.passphrase" });
    const { keys } = await openExternalKeystore(directory, undefined, told(SECRET));
    await changePassphrase(folder("f"), SECRET, "new");
    const again = await openExternalKeystore(directory, undefined, told("new"));
    assert.deepEqual(again.keys.journalKey, keys.journalKey);
  });

  it("are run by the command line: several of one folder, each by its name", async () => {
    for (const [name, words] of Object.entries({ key: KEY, ours: SECRET, file: theirs, theirs: THEIRS })) {
      writeFileSync(folder(name), `${words}\n`);
    }
    const wallet = async (...args: string[]) => {
      const ours = ["--data", folder("e"), "--passphrase-file", folder("ours")];
      const child = spawn(process.execPath, [path.join(ROOT, "scripts/wallet.ts"), ...args, ...ours]);
      let printed = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (printed += chunk));
      const [code] = await once(child, "close");
      return { code, printed };
    };
    const other = ["--other-passphrase-file", folder("theirs")];
    assert.match((await wallet("list")).printed, /no account in/);
    assert.equal((await wallet("import", folder("key"))).code, 0);
    assert.equal((await wallet("import", folder("file"), "--account", "shop", ...other)).code, 0);
    assert.match((await wallet("list")).printed, new RegExp(`${ADDRESS}  \\(first\\).*\\n${ADDRESS}  shop`));
    const again = await wallet("import", folder("key"), "--account", "shop");
    assert.equal(again.code, 1);
    assert.match(again.printed, /holds an account already.*\(keystore\.exists\)/s);
    assert.equal((await wallet("export", folder("out.json"), ...other)).code, 0);
    assert.equal((await Wallet.fromEncryptedJson(readFileSync(folder("out.json"), "utf8"), THEIRS)).privateKey, KEY);
    const fails = async (code: number, words: RegExp, ...args: string[]) => {
      const end = await wallet(...args);
      assert.equal(end.code, code, end.printed);
      assert.match(end.printed, words);
      assert.doesNotMatch(end.printed, /at .*\.ts:/, "no stack");
    };
    await fails(1, /out\.json is there already: give another name/, "export", folder("out.json"), ...other);
    await fails(1, /out\.json cannot be written \(ENOENT\)/, "export", folder("none/out.json"), ...other);
    await fails(1, /--account \.\.\/out/, "import", folder("key"), "--account", "../out");
    const free = ["--account", "free"];
    await fails(1, /cannot be read: give a wallet's file.*\(EISDIR\)/, "import", base, ...free);
    await fails(1, /none cannot be read: give a wallet's file.*\(ENOENT\)/, "import", folder("none"), ...free);
    writeFileSync(folder("large"), "");
    truncateSync(folder("large"), 2 ** 30);
    await fails(1, /too large for a wallet's file/, "import", folder("large"), ...free);
    await fails(2, /There is no command "sell"\.\n\nnpm run wallet/, "sell");
    await fails(2, /import needs a file/, "import");
    await fails(2, /"out" is one argument too many/, "list", "out");
    await fails(2, /Unknown option '--fast'.*\n\nnpm run wallet/, "list", "--fast");
    writeFileSync(folder("empty"), "\n");
    await fails(1, /An empty passphrase/, "export", folder("o.json"), "--other-passphrase-file", folder("empty"));
    assert.equal(existsSync(folder("o.json")), false);
  });
});
