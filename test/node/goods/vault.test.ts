// Files for sale on the seller's disk: encrypted to the node's own key, whole or not there at all.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { openVault } from "../../../node/store/vault.ts";
import { fileDigest } from "../../../protocol/goods.ts";
import { type StoreFolder, createStoreFolders } from "../../support/store-folder.ts";

const content = randomBytes(300_000);
const secret = randomBytes(32);
const folders = createStoreFolders();
const options = (maxBytes = 1_000_000, signal = AbortSignal.timeout(30_000)) => ({ maxBytes, signal });

async function vaultIn(folder: StoreFolder, key: Uint8Array = secret) {
  const table = folder.own().files;
  return openVault({ directory: folder.directory, secret: key, table });
}
const inside = ({ directory }: StoreFolder) => readdirSync(path.join(directory, "goods"));

async function* parts(bytes: Uint8Array, size = 7_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("the vault", () => {
  afterEach(folders.end);

  it("gives back what was put in, under the digest of its salt and bytes, also after a restart", async () => {
    const folder = folders.create();
    const { digest, bytes } = await (await vaultIn(folder)).add(parts(content), options());
    const vault = await vaultIn(folder);
    const { salt } = vault.find(digest)!;
    const hash = fileDigest(salt);
    hash.update(content);
    assert.deepEqual([hash.digest(), bytes, salt.length], [digest, content.length, 16]);
    assert.equal(Buffer.compare(await new Response(await vault.open(digest)).bytes(), content), 0);
  });

  it("keeps nothing in plaintext, for nobody but its user", async () => {
    const folder = folders.create();
    await (await vaultIn(folder)).add(parts(content), options());
    const [name] = inside(folder);
    const file = path.join(folder.directory, "goods", name!);
    const stored = readFileSync(file);
    assert.match(stored.toString("latin1"), /^age-encryption\.org\/v1\n/);
    for (let at = 0; at < content.length; at += 10_000) assert.ok(!stored.includes(content.subarray(at, at + 24)));
    assert.equal(statSync(file).mode & 0o077, 0);
  });

  it("opens nothing without the node's key", async () => {
    const folder = folders.create();
    const { digest } = await (await vaultIn(folder)).add(parts(content), options());
    const thief = await vaultIn(folder, randomBytes(32));
    await assert.rejects(thief.open(digest), /no identity matched/);
  });

  it("takes no more than it is told to, and leaves nothing behind of what broke off", async () => {
    const folder = folders.create();
    const vault = await vaultIn(folder);
    await assert.rejects(vault.add(parts(content), options(content.length - 1)), { code: "file.too-large" });
    await assert.rejects(vault.add(parts(new Uint8Array()), options()), { code: "body.malformed" });
    const gone = new AbortController();
    async function* breaking() {
      yield content;
      gone.abort(new Error("the client went away"));
      yield content;
    }
    await assert.rejects(vault.add(breaking(), options(1_000_000, gone.signal)));
    assert.deepEqual(inside(folder), []);
  });

  it("forgets what a crash left unfinished", async () => {
    const folder = folders.create();
    const vault = await vaultIn(folder);
    const { digest } = await vault.add(parts(content), options());
    writeFileSync(path.join(folder.directory, "goods", "half.part"), "half");
    await vaultIn(folder);
    assert.deepEqual(inside(folder), [`${digest.slice(2)}.age`]);
  });

  it("has the row before the file: a crash between the two leaves no file that nothing names", async () => {
    const folder = folders.create();
    const { files } = folder.own();
    const { digest } = await (await vaultIn(folder)).add(parts(content), options());
    const named = `${digest.slice(2)}.age`;
    let atRow: string[] = [];
    const full = () => {
      atRow = inside(folder).filter((name) => name !== named);
      throw new Error("the disk is full");
    };
    const vault = await openVault({ directory: folder.directory, secret, table: { ...files, add: full } });
    await assert.rejects(vault.add(parts(content), options()), /the disk is full/);
    assert.deepEqual(inside(folder), [named]);
    assert.match(atRow.join(), /^[0-9a-f-]+\.part$/, "what the next start deletes");
  });

  it("says which file is missing", async () => {
    const digest = `0x${"ab".repeat(32)}` as const;
    await assert.rejects((await vaultIn(folders.create())).open(digest as never), { code: "file.unknown" });
  });
});
