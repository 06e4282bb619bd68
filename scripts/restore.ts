// npm run restore: opens a backup that `souk backup` made into a new data folder, on this machine or another.
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { CID } from "multiformats/cid";
import { externalAccount } from "../node/chain/external-keystore.ts";
import { openDatabase } from "../node/p2p/database.ts";
import { importOwnJournal } from "../node/p2p/journal/portable.ts";
import { createBlocks } from "../node/p2p/media/blocks.ts";
import { createFiles } from "../node/p2p/media/files.ts";
import { JOURNAL, PICTURES } from "../node/store/backup/archive.ts";
import { restoreBackup } from "../node/store/backup/restore.ts";
import { askSecret } from "../node/secret.ts";
import { readFlags, refuse } from "./flags.ts";

const USAGE = `npm run restore -- <backup file> --data <new folder> [--passphrase-file <file>]

The folder must not exist yet, or be empty. The passphrase is the backup's; the node then still asks for the one of its keys.
Start the node with --data <new folder> afterwards: it asks its peers what it has said since the backup, and goes on from there.
`;

const { values, positionals } = readFlags(USAGE, {
  allowPositionals: true,
  options: { data: { type: "string" }, "passphrase-file": { type: "string" }, help: { type: "boolean" } },
});
const [file, extra] = positionals;
if (file === undefined) refuse(USAGE, "Which backup file?");
if (extra !== undefined) refuse(USAGE, `"${extra}" is one argument too many.`);
if (!values.data) refuse(USAGE, "Into which folder? Give --data <new folder>.");

/** Into blocks.db, where the node looks for them: the journal's certificates and state, and pictures, whose names follow from their bytes. */
async function fillBlocks(folder: string): Promise<void> {
  const from = path.join(folder, PICTURES);
  const names = await readdir(from).catch(() => []);
  const journal = path.join(folder, JOURNAL);
  const database = openDatabase(folder);
  try {
    importOwnJournal(database, journal);
    const blocks = createBlocks(database);
    const nobody = { fetch: async () => Promise.reject(new Error("nothing is fetched here")) };
    const files = createFiles({ blockstore: blocks, local: blocks, downloads: nobody });
    for (const name of names) {
      const cid = await files.addBytes(await readFile(path.join(from, name)));
      if (!cid.equals(CID.parse(name))) throw new Error(`the picture ${name} is another one`);
    }
  } finally {
    database.close();
  }
  await rm(from, { recursive: true, force: true });
  await rm(journal);
}

try {
  const { account, createdAt } = await restoreBackup({
    file,
    directory: values.data,
    passphrase: () => askSecret(values["passphrase-file"], "Passphrase of the backup: "),
    finish: fillBlocks,
  });
  const external = await externalAccount(path.join(values.data, "keystore"));
  process.stdout.write(`
  ${account}, as of ${createdAt}, is restored in ${values.data}.

    npm run node -- --data ${values.data} --rpc <url>${external ? " --signer <url>" : ""}

  Never run two nodes with one account: if the old folder still exists, delete it.

`);
} catch (error) {
  const { code = "internal", message } = error as { code?: string; message: string };
  process.stderr.write(`\n  Nothing was restored: ${message}\n  (${code})\n\n`);
  process.exit(1);
}
