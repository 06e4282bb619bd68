// The thread that makes a backup: copies own.db as of one moment, packs, and encrypts; scrypt alone takes a second of it.
import { createReadStream, readdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parentPort, workerData } from "node:worker_threads";
import { Encrypter } from "age-encryption";
import { pack as createPack } from "tar-stream";
import { FOLDERS, OWN_DATABASE, PICTURES, isPart } from "./archive.ts";

export interface BackupJob {
  directory: string;
  /** Holds manifest and pictures already; the archive is made here. */
  staging: string;
  archive: string;
  passphrase: string;
}

const port = parentPort!;
const { directory, staging, archive, passphrase } = workerData as BackupJob;

/** Made tokens stay in this folder, as its own token does: an old backup would bring back revoked ones. */
const LEFT_OUT = ["tokens", "idempotency_keys"];

function snapshot(): void {
  const copied = path.join(staging, OWN_DATABASE);
  const database = new DatabaseSync(path.join(directory, OWN_DATABASE), { timeout: 10_000 });
  try {
    database.prepare("VACUUM INTO ?").run(copied);
  } finally {
    database.close();
  }
  const copy = new DatabaseSync(copied);
  for (const table of LEFT_OUT) copy.exec(`DELETE FROM ${table}`);
  // What is deleted would otherwise stay in free pages.
  copy.exec("VACUUM");
  copy.close();
}

/** Name in the archive, and where the file lies. */
function parts(): [name: string, file: string][] {
  const filesIn = (folder: string, name = ""): [string, string][] =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [name + entry.name, path.join(folder, entry.name)]);
  return [
    ...filesIn(staging),
    ...filesIn(path.join(staging, PICTURES), `${PICTURES}/`),
    ...FOLDERS.flatMap((folder) => filesIn(path.join(directory, folder), `${folder}/`)),
  ].filter(([name]) => isPart(name)) as [string, string][];
}

async function fill(pack: ReturnType<typeof createPack>): Promise<void> {
  for (const [name, file] of parts()) {
    await pipeline(createReadStream(file), pack.entry({ name, size: statSync(file).size, mode: 0o600 }));
  }
  pack.finalize();
}

snapshot();
const pack = createPack();
const encrypter = new Encrypter();
encrypter.setPassphrase(passphrase);
const filled = fill(pack).catch((error: Error) => pack.destroy(error));
const sealed = await encrypter.encrypt(Readable.toWeb(Readable.from(pack)) as ReadableStream<Uint8Array>);
const handle = await open(archive, "wx", 0o600);
await pipeline(sealed, handle.createWriteStream({ flush: true }));
await filled;
port.postMessage("done");
