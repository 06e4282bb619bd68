// Accounts in data folders: which there are, bringing one in from another wallet, taking one out, another passphrase.
import { mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { Wallet } from "ethers";
import { type Address, address } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import { damaged, openAccount, readIfThere, sealAccount, writeDurably } from "./account-file.ts";
import { changeExternalPassphrase, externalAccount } from "./external-keystore.ts";
import { ACCOUNT_FILE } from "./keystore.ts";

const PRIVATE_KEY = /^(0x)?[0-9a-fA-F]{64}$/;

const keystoreOf = (directory: string): string => path.join(directory, "keystore");
export const accountFile = (directory: string): string => path.join(keystoreOf(directory), ACCOUNT_FILE);

export interface AccountFolder {
  name: string | null;
  address: Address;
  directory: string;
  /** The key is at an external signer. */
  external: boolean;
}

/**
 * The unnamed account of a base folder, then the named ones. Each is a node of its own with its own folder: nothing that
 * peers see links two of them. The file says the address in the clear.
 */
export async function listAccounts(base: string): Promise<AccountFolder[]> {
  const names = await readdir(path.join(base, "accounts")).catch(() => []);
  const folders = [
    { name: null, directory: base },
    ...names.map((name) => ({ name, directory: path.join(base, "accounts", name) })),
  ];
  const found = await Promise.all(
    folders.map(async ({ name, directory }) => {
      const external = await externalAccount(keystoreOf(directory));
      if (external) return [{ name, directory, address: external, external: true }];
      const text = await readIfThere(accountFile(directory));
      if (text === undefined) return [];
      return [{ name, directory, address: addressIn(accountFile(directory), text), external: false }];
    }),
  );
  return found.flat();
}

function addressIn(file: string, text: string): Address {
  try {
    const { address: digits } = JSON.parse(text) as { address: string };
    return address.parse(digits.startsWith("0x") ? digits : `0x${digits}`);
  } catch (cause) {
    throw damaged(file, cause);
  }
}

/**
 * @param text a Web3 Secret Storage file, or a private key in hex
 * @param opens the passphrase of that file; not asked for a key in hex
 * @throws SoukError `keystore.exists`, `keystore.passphrase`, `keystore.damaged`
 */
export async function importAccount(
  directory: string,
  text: string,
  { opens, seals }: { opens: () => Promise<string>; seals: () => Promise<string> },
): Promise<Address> {
  const file = accountFile(directory);
  if ((await readIfThere(file)) !== undefined || (await externalAccount(keystoreOf(directory)))) {
    const message = `${directory} holds an account already: choose another folder, or a name for this one (--account)`;
    throw new SoukError("keystore.exists", message, { subject: directory });
  }
  const trimmed = text.trim();
  const key = PRIVATE_KEY.test(trimmed)
    ? (`0x${trimmed.replace(/^0x/, "")}` as const)
    : await openAccount("the imported file", trimmed, await opens());
  const { address: found } = wallet(key);
  const sealed = await sealAccount(key, await seals());
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeDurably(file, sealed);
  return found.toLowerCase() as Address;
}

function wallet(key: `0x${string}`): Wallet {
  try {
    return new Wallet(key);
  } catch (cause) {
    throw damaged("the imported key", cause);
  }
}

/** A file that other wallets open. @throws SoukError `keystore.none`, `keystore.passphrase`, `keystore.damaged` */
export async function exportAccount(directory: string, opens: string, seals: string): Promise<string> {
  return sealAccount(await keyIn(directory, opens), seals);
}

/**
 * The other keys of the node are sealed under the account's, and stay; where the key is at an external signer, the passphrase is theirs.
 * @throws as {@link exportAccount}
 */
export async function changePassphrase(directory: string, opens: string, seals: string): Promise<void> {
  if (await externalAccount(keystoreOf(directory))) {
    return changeExternalPassphrase(keystoreOf(directory), opens, seals);
  }
  await writeDurably(accountFile(directory), await exportAccount(directory, opens, seals));
}

async function keyIn(directory: string, passphrase: string): Promise<`0x${string}`> {
  const file = accountFile(directory);
  const text = await readIfThere(file);
  if (text === undefined) {
    const external = await externalAccount(keystoreOf(directory));
    const where = external ? `the key of ${external} is at its external signer, not` : "there is no account";
    throw new SoukError("keystore.none", `${where} in ${directory}`, { subject: directory });
  }
  return openAccount(file, text, passphrase);
}
