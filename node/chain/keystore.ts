// An account whose key is here, on disk: a Web3 Secret Storage file (version 3), and the node's keys sealed under the account (S-16).
import { hkdfSync } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { Wallet } from "ethers";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { type Address, fromHex, toHex } from "../../protocol/ids.ts";
import { damaged, openAccount, readIfThere, sealAccount, writeDurably } from "./account-file.ts";
import { NodeKeys, type SealedPair, newPair, sealPair, unsealPair } from "./node-keys.ts";

export const ACCOUNT_FILE = "account.json";
const NODE_KEYS_FILE = "node-keys.json";

/** {@link NodeKeys}, and the account's key. */
export class AccountKeys extends NodeKeys {
  readonly #privateKey: `0x${string}`;

  constructor(address: Address, privateKey: `0x${string}`, pair: Uint8Array) {
    super(address, pair);
    this.#privateKey = privateKey;
  }

  /** Of the account that signs certificates, offers and transactions: `0x` and 64 hex digits. */
  get privateKey(): `0x${string}` {
    return this.#privateKey;
  }
}

export interface KeystoreOptions {
  directory: string;
  passphrase: string;
}

/**
 * Makes new keys in an empty folder, else unlocks those it holds. Nothing is written when the passphrase is wrong.
 * @throws SoukError `keystore.passphrase`, `keystore.damaged`
 */
export async function createOrUnlock({ directory, passphrase }: KeystoreOptions): Promise<AccountKeys> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const privateKey = await account(path.join(directory, ACCOUNT_FILE), passphrase);
  const address = new Wallet(privateKey).address.toLowerCase() as Address;
  return new AccountKeys(address, privateKey, await nodeKeys(path.join(directory, NODE_KEYS_FILE), privateKey));
}

/** Whether the folder holds an account, so that the caller can ask for a new or for the existing passphrase. */
export async function hasAccount(directory: string): Promise<boolean> {
  return (await readIfThere(path.join(directory, ACCOUNT_FILE))) !== undefined;
}

/** @param ask gives the passphrase; told whether there is no account yet */
export async function openKeystore(
  directory: string,
  ask: (isNew: boolean) => Promise<string>,
): Promise<{ keys: AccountKeys; isNew: boolean }> {
  const isNew = !(await hasAccount(directory));
  return { keys: await createOrUnlock({ directory, passphrase: await ask(isNew) }), isNew };
}

async function account(file: string, passphrase: string): Promise<`0x${string}`> {
  const text = await readIfThere(file);
  if (text !== undefined) return openAccount(file, text, passphrase);
  const privateKey = toHex(secp256k1.utils.randomSecretKey());
  await writeDurably(file, await sealAccount(privateKey, passphrase));
  return privateKey;
}

async function nodeKeys(file: string, privateKey: string): Promise<Uint8Array> {
  const text = await readIfThere(file);
  const keyOf = (salt: Uint8Array) => sealingKey(privateKey, salt);
  if (text === undefined) {
    const pair = newPair();
    await writeDurably(file, JSON.stringify({ version: 1, kdf: "hkdf-sha256", ...(await sealPair(pair, keyOf)) }));
    return pair;
  }
  try {
    const sealed = JSON.parse(text) as SealedPair & { version: number };
    if (sealed.version !== 1) throw new Error("not of a version that this Souk knows");
    return await unsealPair(sealed, keyOf);
  } catch (cause) {
    throw damaged(file, cause);
  }
}

/** HKDF-SHA256 (RFC 5869): the account's key is never used as a cipher key itself. */
function sealingKey(privateKey: string, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", fromHex(privateKey), salt, "souk node keys v1", 32));
}
