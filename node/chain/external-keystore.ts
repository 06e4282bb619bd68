// An account whose key is at an external signer: its address, and the node's own keys sealed under a passphrase, in one file.
import { scrypt } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type Address, address } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import { damaged, readIfThere, writeDurably } from "./account-file.ts";
import { hasAccount } from "./keystore.ts";
import { NodeKeys, type SealedPair, newPair, sealPair, unsealPair } from "./node-keys.ts";

export const EXTERNAL_FILE = "external.json";

/** As the account file's: 128 MB and a third of a second for each guess. */
const SCRYPT = { N: 131_072, r: 8, p: 1, maxmem: 256 * 131_072 * 8 };

interface ExternalFile extends SealedPair {
  version: 1;
  address: Address;
  kdf: "scrypt";
}

/**
 * Makes new node keys for an account in an empty folder, else unlocks those it holds.
 * @param wanted the account; left out, the one that the folder is for
 * @param ask gives the passphrase; told whether there are no keys yet
 * @throws SoukError `keystore.exists` in another account's folder, `keystore.none`, `keystore.passphrase`, `keystore.damaged`
 */
export async function openExternalKeystore(
  directory: string,
  wanted: Address | undefined,
  ask: (isNew: boolean) => Promise<string>,
): Promise<{ keys: NodeKeys; isNew: boolean }> {
  if (await hasAccount(directory)) {
    const message = `${path.dirname(directory)} holds the key of an account itself: start it without --signer, or give another folder (--data)`;
    throw new SoukError("keystore.exists", message, { subject: directory });
  }
  const file = path.join(directory, EXTERNAL_FILE);
  const text = await readIfThere(file);
  const held = text === undefined ? undefined : parsed(file, text);
  const account = wanted ?? held?.address;
  if (!account) {
    const message = "the folder does not say which account to ask the signer for: give --account 0x…";
    throw new SoukError("keystore.none", message, { subject: directory });
  }
  if (held && held.address !== account) {
    const message = `${path.dirname(directory)} is of ${held.address}, not of ${account}: give another folder (--data)`;
    throw new SoukError("keystore.exists", message, { subject: directory });
  }
  const passphrase = await ask(!held);
  if (held) return { keys: new NodeKeys(account, await unseal(file, held, passphrase)), isNew: false };
  const pair = newPair();
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  await write(file, account, pair, passphrase);
  return { keys: new NodeKeys(account, pair), isNew: true };
}

/** Whose keys these are, if the folder is of an external account. @throws SoukError `keystore.damaged` */
export async function externalAccount(directory: string): Promise<Address | undefined> {
  const file = path.join(directory, EXTERNAL_FILE);
  const text = await readIfThere(file);
  return text === undefined ? undefined : parsed(file, text).address;
}

/** @throws SoukError `keystore.passphrase`, `keystore.damaged` */
export async function changeExternalPassphrase(directory: string, opens: string, seals: string): Promise<void> {
  const file = path.join(directory, EXTERNAL_FILE);
  const held = parsed(file, (await readIfThere(file)) ?? "");
  await write(file, held.address, await unseal(file, held, opens), seals);
}

function parsed(file: string, text: string): ExternalFile {
  try {
    const held = JSON.parse(text) as ExternalFile;
    if (held.version !== 1) throw new Error("not of a version that this Souk knows");
    return { ...held, address: address.parse(held.address) };
  } catch (cause) {
    throw damaged(file, cause);
  }
}

async function unseal(file: string, held: ExternalFile, passphrase: string): Promise<Uint8Array> {
  try {
    return await unsealPair(held, keyUnder(passphrase), held.address);
  } catch (cause) {
    const message = `the passphrase does not open ${EXTERNAL_FILE}, or the file is damaged; give the one it was made with (--passphrase-file), or restore a backup`;
    throw new SoukError("keystore.passphrase", message, { cause, subject: file });
  }
}

async function write(file: string, account: Address, pair: Uint8Array, passphrase: string): Promise<void> {
  const sealed = await sealPair(pair, keyUnder(passphrase), account);
  const words: ExternalFile = { version: 1, address: account, kdf: "scrypt", ...sealed };
  await writeDurably(file, JSON.stringify(words));
}

const derive = promisify(scrypt) as (
  password: string,
  salt: Uint8Array,
  length: number,
  options: typeof SCRYPT,
) => Promise<Buffer>;

const keyUnder = (passphrase: string) => (salt: Uint8Array) => derive(passphrase.normalize("NFKC"), salt, 32, SCRYPT);
