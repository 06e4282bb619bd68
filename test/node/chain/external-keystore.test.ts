// The folder of an account whose key is elsewhere: the node's own keys sealed in it, bound to that account, and no other.
import assert from "node:assert/strict";
import { readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { inspect } from "node:util";
import { openAccount } from "../../../node/chain/account.ts";
import { EXTERNAL_FILE, openExternalKeystore } from "../../../node/chain/external-keystore.ts";
import { createOrUnlock } from "../../../node/chain/keystore.ts";
import type { NodeKeys } from "../../../node/chain/node-keys.ts";
import { type Address, toHex } from "../../../protocol/ids.ts";
import { type ExternalSigner, startExternalSigner } from "../../support/external-signer.ts";
import { temporaryFolder } from "../../support/folder.ts";

const PASSPHRASE = "correct horse battery staple";
const OTHER = `0x${"0b".repeat(20)}` as Address;
const told = (words: string) => async () => words;
const unasked = async () => assert.fail("asked for a passphrase");

describe("the keystore of an external account", () => {
  const base = temporaryFolder();
  const directory = path.join(base, "keystore");
  const file = path.join(directory, EXTERNAL_FILE);
  let device: ExternalSigner;
  let keys: NodeKeys;

  before(async () => {
    device = await startExternalSigner();
    const asked: boolean[] = [];
    const opened = await openExternalKeystore(directory, device.address, async (isNew) => {
      asked.push(isNew);
      return PASSPHRASE;
    });
    assert.deepEqual([opened.isNew, asked], [true, [true]]);
    keys = opened.keys;
  });
  after(async () => {
    await device.stop();
    await rm(base, { recursive: true, force: true });
  });

  it("gives the same keys again, to whoever names the account and to whoever does not", async () => {
    for (const account of [device.address, undefined]) {
      const again = await openExternalKeystore(directory, account, told(PASSPHRASE));
      assert.deepEqual([again.isNew, again.keys.address], [false, device.address]);
      assert.deepEqual(again.keys.journalKey, keys.journalKey);
      assert.deepEqual(again.keys.encryptionKey, keys.encryptionKey);
    }
  });

  it("is one private file with nothing in the clear, and keys that no log shows", async () => {
    assert.deepEqual(await readdir(directory), [EXTERNAL_FILE]);
    assert.deepEqual([(await stat(directory)).mode & 0o777, (await stat(file)).mode & 0o777], [0o700, 0o600]);
    const shown = [await readFile(file, "utf8"), inspect(keys, { showHidden: true, depth: 9 }), JSON.stringify(keys)];
    for (const secret of [keys.journalKey, keys.encryptionKey]) {
      for (const text of shown) assert.equal(text.includes(toHex(secret).slice(2)), false);
    }
  });

  it("is refused with a wrong passphrase, another account, and where somebody changed whose it is", async () => {
    await assert.rejects(openExternalKeystore(directory, undefined, told("mistaken")), { code: "keystore.passphrase" });
    await assert.rejects(openExternalKeystore(directory, OTHER, unasked), { code: "keystore.exists" });
    const good = await readFile(file, "utf8");
    try {
      await writeFile(file, good.replace(device.address, OTHER));
      await assert.rejects(openExternalKeystore(directory, OTHER, told(PASSPHRASE)), { code: "keystore.passphrase" });
      for (const bad of ["", "{}", good.replace('"version":1', '"version":2'), good.slice(0, -9)]) {
        await writeFile(file, bad);
        await assert.rejects(openExternalKeystore(directory, undefined, unasked), { code: "keystore.damaged" });
      }
    } finally {
      await writeFile(file, good);
    }
  });

  it("and a folder that holds a key itself are not taken for each other", async () => {
    const local = path.join(base, "local");
    await createOrUnlock({ directory: path.join(local, "keystore"), passphrase: PASSPHRASE });
    const stopping = new AbortController().signal;
    const signer = { url: device.url, account: device.address };
    const opening = (folder: string, asks: typeof signer | undefined) =>
      openAccount({ directory: folder, signer: asks, passphrase: unasked, stopping });
    await assert.rejects(opening(local, signer), { code: "keystore.exists", message: /without --signer/ });
    await assert.rejects(opening(base, undefined), { code: "keystore.none", message: /--signer <url>/ });
    const empty = openAccount({
      directory: path.join(base, "empty"),
      signer: { url: device.url, account: undefined },
      passphrase: unasked,
      stopping,
    });
    await assert.rejects(empty, { code: "keystore.none", message: /--account 0x/ });
  });

  it("is not opened with a signer that holds another account", async () => {
    const folder = path.join(base, "stranger");
    const signer = { url: device.url, account: OTHER };
    const stopping = new AbortController().signal;
    const opening = openAccount({ directory: folder, signer, passphrase: told(PASSPHRASE), stopping });
    await assert.rejects(opening, { code: "signer.wrong", message: /does not hold/ });
  });
});
