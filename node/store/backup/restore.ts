// Opens a backup into a new data folder: whole or not at all.
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Decrypter } from "age-encryption";
import { extract } from "tar-stream";
import { SoukError } from "../../core/errors.ts";
import { openOwnStore } from "../own/own-store.ts";
import { JOURNAL, MANIFEST, type Manifest, OWN_DATABASE, isPart, manifest } from "./archive.ts";

/**
 * @param directory must not exist yet, or be empty
 * @param finish is run on the unpacked folder before it gets its name
 * @throws SoukError `backup.passphrase`, `backup.damaged`, `backup.folder`
 */
export async function restoreBackup({
  file,
  directory,
  passphrase,
  finish = async () => {},
}: {
  file: string;
  directory: string;
  /** Asked for once file and folder will do. */
  passphrase: () => Promise<string>;
  finish?: (folder: string) => Promise<void>;
}): Promise<Manifest> {
  checkFolder(directory);
  checkReadable(file);
  const words = await passphrase();
  const unpacked = `${path.resolve(directory)}.restoring-${process.pid}`;
  mkdirSync(unpacked, { recursive: true, mode: 0o700 });
  try {
    await unpack(await decrypted(file, words), unpacked).catch((cause: unknown) => {
      if (cause instanceof SoukError) throw cause;
      throw damaged(file, (cause as Error).message, cause);
    });
    const found = manifestOf(file, unpacked);
    const own = openOwnStore({ directory: unpacked });
    own.transactions.restored();
    own.close();
    await finish(unpacked);
    rmSync(path.join(unpacked, MANIFEST));
    if (existsSync(directory)) rmdirSync(directory); // not if something came into it meanwhile
    renameSync(unpacked, directory);
    return found;
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

function checkFolder(directory: string): void {
  let message = `${directory} is not empty: give --data a new folder, so that nothing in it is overwritten.`;
  try {
    if (readdirSync(directory).length === 0) return;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    message = `${directory} is no folder that can be used (${code}): give --data a new one.`;
  }
  throw new SoukError("backup.folder", message, { subject: directory });
}

function checkReadable(file: string): void {
  try {
    closeSync(openSync(file, "r"));
    if (statSync(file).isFile()) return;
  } catch (cause) {
    const message = `${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`;
    throw new SoukError("backup.damaged", message, { cause, subject: file });
  }
  throw new SoukError("backup.damaged", `${file} is no file: name the one that \`souk backup\` wrote.`, {
    subject: file,
  });
}

async function decrypted(file: string, passphrase: string): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  try {
    return await decrypter.decrypt(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>);
  } catch (cause) {
    const { message, code } = cause as NodeJS.ErrnoException;
    if (code) throw new SoukError("backup.damaged", `${file} cannot be read (${code}).`, { cause, subject: file });
    // What age says of a header that no identity opens.
    if (/no identity matched|incorrect/i.test(message)) {
      throw new SoukError("backup.passphrase", `The passphrase does not open ${file}.`, { cause, subject: file });
    }
    throw damaged(file, message, cause);
  }
}

async function unpack(archive: ReadableStream<Uint8Array>, folder: string): Promise<void> {
  const entries = extract();
  const fed = pipeline(Readable.fromWeb(archive as never), entries);
  // Its error comes out of the loop below as well.
  fed.catch(() => {});
  for await (const entry of entries) {
    const { name, type } = entry.header;
    if (type !== "file" || !isPart(name)) throw new Error(`it holds "${name}", which is no part of a backup`);
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    await pipeline(entry, createWriteStream(target, { flags: "wx", mode: 0o600, flush: true }));
  }
  await fed;
}

function manifestOf(file: string, folder: string): Manifest {
  try {
    const words = manifest.parse(JSON.parse(readFileSync(path.join(folder, MANIFEST), "utf8")));
    for (const name of [OWN_DATABASE, JOURNAL]) {
      if (!existsSync(path.join(folder, name))) throw new Error(`${name} is missing`);
    }
    return words;
  } catch (cause) {
    throw damaged(file, "it is not of a version that this Souk knows", cause);
  }
}

const damaged = (file: string, why: string, cause: unknown): SoukError =>
  new SoukError("backup.damaged", `${file} is not a whole backup (${why}): use another copy of it.`, {
    cause,
    subject: file,
  });
