// Keys on disk: importable anywhere, sealed, private, and never in a log line.
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { inspect } from "node:util";
import { Wallet } from "ethers";
import { sealAccount } from "../../../node/chain/account-file.ts";
import { DEV_PASSPHRASE } from "../../../node/core/dev-passphrase.ts";
import { SoukError } from "../../../node/core/errors.ts";
import { type AccountKeys, createOrUnlock, hasAccount } from "../../../node/chain/keystore.ts";
import { toHex } from "../../../protocol/ids.ts";

describe("keystore", () => {
  let directory: string;
  let keys: AccountKeys;
  const passphrase = "correct horse battery staple";

  before(async () => {
    directory = path.join(await mkdtemp(path.join(tmpdir(), "souk-keystore-")), "keystore");
    assert.equal(await hasAccount(directory), false);
    keys = await createOrUnlock({ directory, passphrase });
  });
  after(() => rm(path.dirname(directory), { recursive: true, force: true }));

  const contents = async () =>
    Promise.all((await readdir(directory)).toSorted().map((name) => readFile(path.join(directory, name), "utf8")));

  it("gives the same keys again", async () => {
    const again = await createOrUnlock({ directory, passphrase });
    assert.equal(await hasAccount(directory), true);
    for (const name of ["address", "privateKey", "journalKey", "encryptionKey"] as const) {
      assert.deepEqual(again[name], keys[name]);
    }
    assert.equal(again.journalKey.length, 32);
    assert.equal(again.encryptionKey.length, 32);
  });

  it("writes an account file that another wallet opens", async () => {
    const json = await readFile(path.join(directory, "account.json"), "utf8");
    const parsed = JSON.parse(json);
    assert.equal(parsed.version, 3);
    assert.deepEqual([parsed.crypto.kdf, parsed.crypto.kdfparams.n], ["scrypt", 131_072]);
    const wallet = await Wallet.fromEncryptedJson(json, passphrase);
    assert.equal(wallet.address.toLowerCase(), keys.address);
    assert.equal(wallet.privateKey, keys.privateKey);
  });

  it("is only quick to open under the dev chain's public passphrase", async () => {
    const key = keys.privateKey;
    const strengthOf = async (words: string) => JSON.parse(await sealAccount(key, words)).crypto.kdfparams.n as number;
    assert.deepEqual([await strengthOf(DEV_PASSPHRASE), await strengthOf(`${DEV_PASSPHRASE} `)], [1_024, 131_072]);
  });

  it("refuses a wrong passphrase, says what to do, and changes nothing", async () => {
    const unchanged = await contents();
    await assert.rejects(createOrUnlock({ directory, passphrase: "wrong" }), (error) => {
      assert(error instanceof SoukError);
      assert.equal(error.code, "keystore.passphrase");
      assert.match(error.message, /passphrase/);
      assert(!error.message.includes("wrong"));
      return true;
    });
    assert.deepEqual(await contents(), unchanged);
  });

  it("keeps files to their owner, and leaves no temporary ones", async () => {
    assert.equal((await stat(directory)).mode & 0o777, 0o700);
    assert.deepEqual((await readdir(directory)).toSorted(), ["account.json", "node-keys.json"]);
    for (const name of await readdir(directory)) {
      assert.equal((await stat(path.join(directory, name))).mode & 0o777, 0o600, name);
    }
  });

  it("shows no key in JSON, in inspect, or in a file", async () => {
    const shown = [
      JSON.stringify({ keys }),
      inspect(keys, { depth: 9, showHidden: true }),
      ...(await contents()),
    ].join();
    assert(shown.includes(keys.address.slice(2)));
    for (const secret of [keys.privateKey, toHex(keys.journalKey), toHex(keys.encryptionKey)]) {
      assert(!shown.toLowerCase().includes(secret.slice(2)));
    }
    assert(!inspect(keys, { depth: 9, showHidden: true }).includes(String(keys.journalKey[0]) + ", "));
  });

  it("says which file is damaged", async () => {
    for (const name of ["account.json", "node-keys.json"]) {
      const file = path.join(directory, name);
      const good = await readFile(file, "utf8");
      const bad = name === "account.json" ? "{}" : good.replace(/"ciphertext":"../, '"ciphertext":"00');
      await writeFile(file, bad === good ? good.replace(/"ciphertext":"../, '"ciphertext":"01') : bad);
      await assert.rejects(createOrUnlock({ directory, passphrase }), { code: "keystore.damaged", subject: file });
      await writeFile(file, good);
    }
  });
});
