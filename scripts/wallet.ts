// npm run wallet: accounts of this machine. Lists them, takes one in from another wallet, gives one out, changes a passphrase.
import { createReadStream, existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { changePassphrase, exportAccount, importAccount, listAccounts } from "../node/chain/accounts.ts";
import { folderOf } from "../node/config.ts";
import type { SoukError } from "../node/core/errors.ts";
import { askNewSecret, askSecret } from "../node/secret.ts";
import { readFlags, refuse } from "./flags.ts";

const USAGE = `npm run wallet -- <command> [--data <folder>] [--account <name>]

  list                        the accounts of the folder, with their addresses
  import <file|->             a Web3 Secret Storage file of another wallet, or a private key in hex; - is standard input
  export <file>               a Web3 Secret Storage file that other wallets open
  passphrase                  another passphrase for the account, or for the node's keys where the account is at an external signer

  --data <folder>             default ~/.souk
  --account <name>            a named account: a folder of its own inside, run with "npm run node -- --account <name>"
  --passphrase-file <file>    of the account here, instead of being asked
  --other-passphrase-file <file>   of the file that comes in or goes out; the new one of "passphrase"

  Of a passphrase file the first line counts.
`;

const { values, positionals } = readFlags(USAGE, {
  allowPositionals: true,
  options: {
    data: { type: "string" },
    account: { type: "string" },
    "passphrase-file": { type: "string" },
    "other-passphrase-file": { type: "string" },
    help: { type: "boolean" },
  },
});
const [command, file, ...more] = positionals;
const TAKES_FILE: Record<string, boolean> = { list: false, import: true, export: true, passphrase: false };
/** Of a wallet's file; they have half a thousand. */
const MAX_BYTES = 64 * 1024;

const here = () => askSecret(values["passphrase-file"], "Passphrase of the account here: ");
const newHere = () => askNewSecret(values["passphrase-file"], "Choose a passphrase for the account here: ");
const other = () => askSecret(values["other-passphrase-file"], "Passphrase of that file: ");
const newOther = (question: string) => askNewSecret(values["other-passphrase-file"], question);
const say = (line: string) => process.stdout.write(`${line}\n`);

/** What the system says of a file, with its name and what to do. */
const about = (why: string) => (error: NodeJS.ErrnoException) => {
  throw new Error(`${file} ${why} (${error.code ?? error.message})`, { cause: error });
};

async function wordsOf(source: string): Promise<string> {
  const stream = source === "-" ? process.stdin : createReadStream(source, { end: MAX_BYTES });
  const words = await text(stream).catch(about("cannot be read: give a wallet's file, or - for standard input"));
  if (words.length <= MAX_BYTES) return words;
  throw new Error(`${source} is too large for a wallet's file or a key: nothing was changed`);
}

async function run(): Promise<void> {
  const base = folderOf(values.data, undefined);
  const directory = folderOf(values.data, values.account);
  if (command === "list") {
    const accounts = await listAccounts(base);
    for (const { name, address, directory: folder, external } of accounts) {
      say(`${address}  ${name ?? "(first)"}  ${folder}${external ? "  (key at an external signer)" : ""}`);
    }
    if (accounts.length === 0) say(`no account in ${base} yet: the first "npm run node" makes one, or import one`);
  } else if (command === "import") {
    const address = await importAccount(directory, await wordsOf(file!), { opens: other, seals: newHere });
    say(
      `${address} is in ${directory}. If it has published from elsewhere, its node asks its peers before it publishes.`,
    );
  } else if (command === "export") {
    const target = path.resolve(file!);
    // Before two passphrases are asked for.
    if (existsSync(target)) throw new Error(`${file} is there already: give another name, nothing is overwritten`);
    const json = await exportAccount(directory, await here(), await newOther("Passphrase for the new file: "));
    await writeFile(target, json, { flag: "wx", mode: 0o600 }).catch(about("cannot be written"));
    say(`written to ${file}`);
  } else {
    await changePassphrase(directory, await here(), await newOther("New passphrase: "));
    say("the account has the new passphrase");
  }
}

if (command === undefined) refuse(USAGE, "Which command?");
const takesFile = Object.hasOwn(TAKES_FILE, command) ? TAKES_FILE[command] : undefined;
if (takesFile === undefined) refuse(USAGE, `There is no command "${command}".`);
if (takesFile && file === undefined) refuse(USAGE, `${command} needs a file.`);
const extra = takesFile ? more[0] : file;
if (extra !== undefined) refuse(USAGE, `"${extra}" is one argument too many.`);
try {
  await run();
} catch (error) {
  const { message, code } = error as SoukError;
  process.stderr.write(`\n  ${message}\n${code ? `  (${code})\n` : ""}\n`);
  process.exit(1);
}
