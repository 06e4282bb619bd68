// Files that own listings sell: encrypted with age to a key of this node's own, each named by its digest.
import { hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { createReadStream, mkdirSync, readdirSync, rmSync } from "node:fs";
import { open, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ReadableStream as Stream } from "node:stream/web";
import { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
import { SALT_BYTES, fileDigest } from "../../protocol/goods.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { Vault } from "../core/ports/own.ts";
import type { FileTable } from "./own/files.ts";
import { syncFolder } from "./sync.ts";

const UNFINISHED = ".part";
const FINISHED = /^([0-9a-f]{64})\.age$/;
/** A PKCS #8 document of an X25519 key (RFC 8410), up to the key. */
const PKCS8_X25519 = Buffer.from("302e020100300506032b656e04220420", "hex");

/** @param secret of this node; the key follows from it, so a copy of the folder without the keystore's passphrase says nothing */
async function identityOf(secret: Uint8Array): Promise<CryptoKey> {
  const seed = hkdfSync("sha256", secret, new Uint8Array(), "souk/vault", 32);
  const document = Buffer.concat([PKCS8_X25519, Buffer.from(seed)]);
  return crypto.subtle.importKey("pkcs8", document, { name: "X25519" }, false, ["deriveBits"]);
}

export async function openVault({
  directory,
  secret,
  table,
}: {
  directory: string;
  secret: Uint8Array;
  table: FileTable;
}): Promise<Vault> {
  const folder = path.join(directory, "goods");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (name.endsWith(UNFINISHED)) rmSync(path.join(folder, name));
  const identity = await identityOf(secret);
  const recipient = await identityToRecipient(identity);
  const fileOf = (digest: Hex32) => path.join(folder, `${digest.slice(2)}.age`);

  return {
    async add(source, { maxBytes, signal }) {
      const salt = randomBytes(SALT_BYTES);
      const hash = fileDigest(salt);
      let bytes = 0;
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const part of source) {
          signal.throwIfAborted();
          bytes += part.length;
          if (bytes > maxBytes) throw new SoukError("file.too-large", `A file is at most ${maxBytes} bytes here.`);
          hash.update(part);
          yield part;
        }
        if (bytes === 0) throw new SoukError("body.malformed", "The file is empty: send its bytes as the body.");
      }
      const unfinished = path.join(folder, randomUUID() + UNFINISHED);
      try {
        const encrypter = new Encrypter();
        encrypter.addRecipient(recipient);
        const sealed = await encrypter.encrypt(Stream.from(counted()) as ReadableStream<Uint8Array>);
        const handle = await open(unfinished, "wx", 0o600);
        await pipeline(sealed, handle.createWriteStream({ flush: true }), { signal });
        const digest = hash.digest();
        // First: a file that no row names would lie there for long; a row whose file a crash took is known to nobody.
        table.add(digest, salt, bytes);
        await rename(unfinished, fileOf(digest));
        await syncFolder(folder);
        return { digest, bytes };
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },

    find: table.find,

    async open(digest) {
      const handle = table.find(digest) && (await open(fileOf(digest)).catch(() => undefined));
      if (!handle) {
        const message = `The file ${digest} is not in this node's vault: add it again and publish the listing anew.`;
        throw new SoukError("file.unknown", message, { subject: digest });
      }
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      const sealed = createReadStream("", { fd: handle });
      return decrypter.decrypt(Readable.toWeb(sealed) as ReadableStream<Uint8Array>);
    },

    async list() {
      const digests = (await readdir(folder)).flatMap((name) => FINISHED.exec(name)?.[1] ?? []);
      return Promise.all(
        digests.map(async (hex) => {
          const digest = `0x${hex}` as Hex32;
          return { digest, neededAt: (await stat(fileOf(digest))).mtime };
        }),
      );
    },

    async need(digest, at) {
      if (table.find(digest)) await utimes(fileOf(digest), at, at).catch(() => {}); // the row may have lost its file
    },

    async remove(digest) {
      table.remove(digest); // first: what is left after a crash is a file that a later round finds
      await rm(fileOf(digest), { force: true });
      await syncFolder(folder);
    },
  };
}
