// A backup is one file that only its passphrase opens; what comes out is whole, or nothing is written.
import assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { Encrypter } from "age-encryption";
import { pack as createPack } from "tar-stream";
import { openOwnStore } from "../../../node/store/own/own-store.ts";
import { createBackups } from "../../../node/store/backup/backups.ts";
import { restoreBackup } from "../../../node/store/backup/restore.ts";
import type { Address } from "../../../protocol/ids.ts";
import { type StoreFolder, createStoreFolders } from "../../support/store-folder.ts";

const ACCOUNT = `0x${"a1".repeat(20)}` as Address;
const OTHER = `0x${"b2".repeat(20)}` as Address;
const PASSPHRASE = "correct horse battery staple";
const KEYSTORE = '{"version":3}';
const CID = "bafkreiabcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";
const DIGEST = new Uint8Array(32).fill(7);
const quiet = { debug() {}, info() {}, warn() {}, error() {}, trace() {} } as never;
const folders = createStoreFolders();
const forever = new AbortController().signal;

function shop(among = folders): StoreFolder {
  const folder = among.create();
  const own = folder.own();
  own.following.add(OTHER);
  own.transactions.intend("withdrawal", "{}");
  own.tokens.add({ id: "report", name: "Report", scope: "full", digest: DIGEST, createdAt: "now", expiresAt: null });
  own.keys.begin({ holder: "owner", key: "k", fingerprint: "f", operation: "o" });
  for (const name of ["keystore", "goods"]) mkdirSync(path.join(folder.directory, name), { recursive: true });
  writeFileSync(path.join(folder.directory, "keystore/account.json"), KEYSTORE);
  writeFileSync(path.join(folder.directory, `goods/${"0a".repeat(32)}.age`), "sealed");
  writeFileSync(path.join(folder.directory, "goods/unfinished.part"), "no");
  writeFileSync(
    path.join(folder.directory, "souk.json"),
    JSON.stringify({ chain: 31_337, port: 8_080, listen: ["x"] }),
  );
  writeFileSync(path.join(folder.directory, "token"), "secret token");
  return folder;
}

const backupsIn = ({ directory }: StoreFolder, readPicture = async () => new TextEncoder().encode("picture")) =>
  createBackups({
    directory,
    account: ACCOUNT,
    chainId: 31_337,
    exportJournal: (file) => writeFileSync(file, "journal"),
    pictures: () => [CID],
    readPicture,
    logger: quiet,
  });

const kept = createStoreFolders();
/** Made once: the passphrase is made slow to guess, a second each time. */
let shared: string;

before(async () => {
  const folder = shop(kept);
  const { stream, bytes } = await backupsIn(folder).create(PASSPHRASE, forever);
  shared = path.join(kept.create().directory, "souk.age");
  await writeFile(shared, stream);
  assert.equal(readFileSync(shared).length, bytes);
  assert.deepEqual(
    readdirSync(folder.directory).filter((name) => name.startsWith("backup-")),
    [],
  );
});
after(kept.end);

function copy(): string {
  const file = path.join(folders.create().directory, "souk.age");
  copyFileSync(shared, file);
  return file;
}

const emptyFolder = () => path.join(folders.create().directory, "new");
const restore = (file: string, directory = emptyFolder(), passphrase = PASSPHRASE) =>
  restoreBackup({ file, directory, passphrase: async () => passphrase });
const refused = async (
  file: string,
  code: string,
  words: RegExp,
  directory = emptyFolder(),
  passphrase = PASSPHRASE,
) => {
  await assert.rejects(restore(file, directory, passphrase), { code, message: words });
  assert.deepEqual(
    readdirSync(path.dirname(directory)).filter((name) => name.includes("restoring")),
    [],
  );
};

describe("a backup", () => {
  afterEach(folders.end);

  it("gives back keys, own.db, files for sale and pictures in a new folder, and neither token nor ports", async () => {
    const file = copy();
    const directory = emptyFolder();
    const { account, chainId } = await restore(file, directory);
    assert.deepEqual([account, chainId], [ACCOUNT, 31_337]);
    const inside = readdirSync(directory, { recursive: true }).map(String).toSorted();
    assert.deepEqual(inside, [
      "goods",
      `goods/${"0a".repeat(32)}.age`,
      "journal.db",
      "keystore",
      "keystore/account.json",
      "own.db",
      "pictures",
      `pictures/${CID}`,
      "souk.json",
    ]);
    assert.equal(readFileSync(path.join(directory, "keystore/account.json"), "utf8"), KEYSTORE);
    assert.deepEqual(JSON.parse(readFileSync(path.join(directory, "souk.json"), "utf8")), { chain: 31_337 });
    const own = openOwnStore({ directory });
    assert.equal(own.following.has(OTHER), true);
    assert.equal(own.transactions.get("withdrawal")!.error?.code, "backup.since", "not sent twice");
    assert.deepEqual([own.tokens.list(), own.keys.find("owner", "k")], [[], undefined]);
    own.close();
    assert.ok(!readFileSync(path.join(directory, "own.db")).includes(Buffer.from(DIGEST)));
  });

  it("says nothing to who lacks the passphrase", async () => {
    const file = copy();
    const bytes = readFileSync(file, "latin1");
    for (const words of ["keystore", KEYSTORE, "souk.json", "SQLite format"])
      assert.equal(bytes.includes(words), false);
    await refused(file, "backup.passphrase", /does not open/, emptyFolder(), "wrong horse battery staple");
  });

  it("is asked for no passphrase where the file is none or the folder will not do, and nothing is made", async () => {
    const file = copy();
    const folder = path.dirname(file);
    const passphrase = () => assert.fail("asked");
    const into = (directory: string, from = file) => restoreBackup({ file: from, directory, passphrase });
    await assert.rejects(into(file), { code: "backup.folder", message: /souk\.age is no folder/ });
    await assert.rejects(into(path.join(file, "in")), { code: "backup.folder", message: /ENOTDIR/ });
    await assert.rejects(into(folder), { code: "backup.folder", message: /is not empty/ });
    const target = path.join(folder, "new");
    await assert.rejects(into(target, folder), { code: "backup.damaged", message: /is no file/ });
    await assert.rejects(into(target, "/nowhere/souk.age"), { code: "backup.damaged", message: /ENOENT/ });
    assert.deepEqual(readdirSync(folder), ["souk.age"]);
  });

  it("is made without a picture that is not to be had", async () => {
    const folder = shop();
    const { stream } = await backupsIn(folder, async () => Promise.reject(new Error("gone"))).create(
      PASSPHRASE,
      forever,
    );
    const file = path.join(folders.create().directory, "souk.age");
    await writeFile(file, stream);
    const directory = emptyFolder();
    await restore(file, directory);
    assert.equal(existsSync(path.join(directory, "pictures")), false);
  });

  it("is made one at a time, and what a crash left is removed at the next start", async () => {
    const folder = shop();
    mkdirSync(path.join(folder.directory, "backup-old"));
    const backups = backupsIn(folder);
    assert.equal(existsSync(path.join(folder.directory, "backup-old")), false);
    const first = backups.create(PASSPHRASE, forever);
    await assert.rejects(backups.create(PASSPHRASE, forever), { code: "storage.busy", retryable: true });
    await (await first).stream.cancel();
  });

  it("is refused where it was cut, changed, or is something else, and nothing is written", async () => {
    const file = copy();
    const whole = readFileSync(file);
    truncateSync(file, whole.length - 1_000);
    await refused(file, "backup.damaged", /not a whole backup/);
    writeFileSync(file, whole.with(whole.length - 5_000, whole[whole.length - 5_000]! ^ 1));
    await refused(file, "backup.damaged", /not a whole backup/);
    writeFileSync(file, "not age");
    await refused(file, "backup.damaged", /not a whole backup/);
    await refused("/nonexistent/souk.age", "backup.damaged", /cannot be read \(ENOENT\)/);
  });

  it("is refused into a folder that holds something", async () => {
    const file = copy();
    const { directory } = folders.create();
    appendFileSync(path.join(directory, "kept"), "mine");
    await refused(file, "backup.folder", /not empty/, directory);
    assert.equal(readFileSync(path.join(directory, "kept"), "utf8"), "mine");
  });

  for (const name of [
    "../outside",
    "/etc/passwd",
    "keystore/../../outside",
    "goods/x.sh",
    "read.db",
    "search.db",
    "manifest.json/x",
  ]) {
    it(`that names ${name} writes nothing`, async () => {
      await refused(await archiveOf(name, "hostile"), "backup.damaged", /no part of a backup/);
    });
  }

  it("without a manifest of this version is refused", async () => {
    const words = JSON.stringify({ format: "souk-backup", version: 2 });
    await refused(await archiveOf("manifest.json", words), "backup.damaged", /version/);
  });
});

async function archiveOf(name: string, content: string): Promise<string> {
  const pack = createPack();
  pack.entry({ name }, content);
  pack.finalize();
  const encrypter = new Encrypter();
  encrypter.setPassphrase(PASSPHRASE);
  encrypter.setScryptWorkFactor(10);
  const parts: Uint8Array[] = [];
  for await (const part of pack) parts.push(part as Uint8Array);
  const file = path.join(folders.create().directory, "souk.age");
  writeFileSync(file, await encrypter.encrypt(Buffer.concat(parts)));
  return file;
}
