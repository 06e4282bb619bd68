// npm run wallet: accounts of this machine. Lists them, takes one in from another wallet, gives one out, changes a passphrase.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { askSecret, folderOf } from "../node/config.ts";
import { SoukError } from "../node/core/errors.ts";
import { changePassphrase, exportAccount, importAccount, listAccounts } from "../node/chain/accounts.ts";

const USAGE = `npm run wallet -- <command> [--data <folder>] [--account <name>]

  list                        the accounts of the folder, with their addresses
  import <file|->             a Web3 Secret Storage file of another wallet, or a private key in hex; - is standard input
  export <file>               a Web3 Secret Storage file that other wallets open
  passphrase                  another passphrase for the account, or for the node's keys where the account is at an external signer

  --data <folder>             default ~/.souk
  --account <name>            a named account: a folder of its own inside, run with "npm run node -- --account <name>"
  --passphrase-file <file>    of the account here, instead of being asked
  --other-passphrase-file <file>   of the file that comes in or goes out; the new one of "passphrase"
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string" },
    account: { type: "string" },
    "passphrase-file": { type: "string" },
    "other-passphrase-file": { type: "string" },
    help: { type: "boolean" },
  },
});
const [command, file] = positionals;
const here = () => askSecret(values["passphrase-file"], "Passphrase of the account here: ");
const other = (question: string) => () => askSecret(values["other-passphrase-file"], question);
const say = (line: string) => process.stdout.write(`${line}\n`);

async function run(): Promise<void> {
  const base = folderOf(values.data, undefined);
  const directory = folderOf(values.data, values.account);
  if (command === "list") {
    const accounts = await listAccounts(base);
    for (const { name, address, directory: folder, external } of accounts) {
      say(`${address}  ${name ?? "(first)"}  ${folder}${external ? "  (key at an external signer)" : ""}`);
    }
    if (accounts.length === 0) say(`no account in ${base} yet: the first "npm run node" makes one, or import one`);
  } else if (command === "import" && file !== undefined) {
    const words = file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
    const address = await importAccount(directory, words, { opens: other("Passphrase of that file: "), seals: here });
    say(
      `${address} is in ${directory}. If it has published from elsewhere, its node asks its peers before it publishes.`,
    );
  } else if (command === "export" && file !== undefined) {
    const json = await exportAccount(directory, await here(), await other("Passphrase for the new file: ")());
    await writeFile(path.resolve(file), json, { flag: "wx", mode: 0o600 });
    say(`written to ${file}`);
  } else if (command === "passphrase") {
    await changePassphrase(directory, await here(), await other("New passphrase: ")());
    say("the account has the new passphrase");
  } else {
    say(USAGE);
    if (!values.help) process.exitCode = 1;
  }
}

try {
  await run();
} catch (error) {
  const { message, code } = error as SoukError;
  process.stderr.write(`\n  ${message}\n${code ? `  (${code})\n` : ""}\n`);
  process.exit(1);
}
