// The node's keys on disk: the account as a Web3 Secret Storage file (version 3), the other keys sealed under the account (S-16).
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { chmod, mkdir } from "node:fs/promises";
import path from "node:path";
import { Wallet } from "ethers";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { type Address, fromHex, toHex } from "../../protocol/ids.ts";
import { damaged, openAccount, readIfThere, sealAccount, writeDurably } from "./account-file.ts";

export const ACCOUNT_FILE = "account.json";
const NODE_KEYS_FILE = "node-keys.json";

/** Secrets sit in private fields: neither JSON nor `util.inspect` shows them. */
export class NodeKeys {
  readonly address: Address;
  readonly #privateKey: `0x${string}`;
  readonly #journalKey: Uint8Array;
  readonly #encryptionKey: Uint8Array;

  constructor(address: Address, privateKey: `0x${string}`, journalKey: Uint8Array, encryptionKey: Uint8Array) {
    this.address = address;
    this.#privateKey = privateKey;
    this.#journalKey = journalKey;
    this.#encryptionKey = encryptionKey;
  }

  /** Of the account that signs certificates, offers and transactions: `0x` and 64 hex digits. */
  get privateKey(): `0x${string}` {
    return this.#privateKey;
  }

  /** secp256k1 private key, 32 bytes: writes the journal and names the libp2p peer. */
  get journalKey(): Uint8Array {
    return this.#journalKey;
  }

  /** X25519 private key, 32 bytes: opens what was sealed to this node. */
  get encryptionKey(): Uint8Array {
    return this.#encryptionKey;
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
export async function createOrUnlock({ directory, passphrase }: KeystoreOptions): Promise<NodeKeys> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
  const privateKey = await account(path.join(directory, ACCOUNT_FILE), passphrase);
  const address = new Wallet(privateKey).address.toLowerCase() as Address;
  const { journalKey, encryptionKey } = await nodeKeys(path.join(directory, NODE_KEYS_FILE), privateKey);
  return new NodeKeys(address, privateKey, journalKey, encryptionKey);
}

/** Whether the folder holds an account, so that the caller can ask for a new or for the existing passphrase. */
export async function hasAccount(directory: string): Promise<boolean> {
  return (await readIfThere(path.join(directory, ACCOUNT_FILE))) !== undefined;
}

/** @param ask gives the passphrase; told whether there is no account yet */
export async function openKeystore(
  directory: string,
  ask: (isNew: boolean) => Promise<string>,
): Promise<{ keys: NodeKeys; isNew: boolean }> {
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

interface Sealed {
  version: 1;
  cipher: "aes-256-gcm";
  kdf: "hkdf-sha256";
  salt: string;
  iv: string;
  tag: string;
  ciphertext: string;
}

/** Both keys in one sealed text: 32 bytes of journal key, 32 bytes of encryption key. */
async function nodeKeys(
  file: string,
  privateKey: string,
): Promise<{ journalKey: Uint8Array; encryptionKey: Uint8Array }> {
  const text = await readIfThere(file);
  const plain = text === undefined ? await newNodeKeys(file, privateKey) : unseal(file, text, privateKey);
  return { journalKey: plain.slice(0, 32), encryptionKey: plain.slice(32, 64) };
}

async function newNodeKeys(file: string, privateKey: string): Promise<Uint8Array> {
  const plain = Buffer.concat([secp256k1.utils.randomSecretKey(), randomBytes(32)]);
  const salt = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(privateKey, salt), iv);
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  const sealed: Sealed = {
    version: 1,
    cipher: "aes-256-gcm",
    kdf: "hkdf-sha256",
    salt: salt.toString("hex"),
    iv: iv.toString("hex"),
    tag: cipher.getAuthTag().toString("hex"),
    ciphertext: ciphertext.toString("hex"),
  };
  await writeDurably(file, JSON.stringify(sealed));
  return plain;
}

function unseal(file: string, text: string, privateKey: string): Uint8Array {
  try {
    const sealed = JSON.parse(text) as Sealed;
    const [salt, iv, tag, ciphertext] = [sealed.salt, sealed.iv, sealed.tag, sealed.ciphertext].map((hex) =>
      Buffer.from(hex, "hex"),
    );
    const decipher = createDecipheriv("aes-256-gcm", sealingKey(privateKey, salt!), iv!, { authTagLength: 16 });
    decipher.setAuthTag(tag!);
    const plain = Buffer.concat([decipher.update(ciphertext!), decipher.final()]);
    if (sealed.version !== 1 || plain.length !== 64) throw new Error("not the keys of a node");
    return plain;
  } catch (cause) {
    throw damaged(file, cause);
  }
}

/** HKDF-SHA256 (RFC 5869): the account's key is never used as a cipher key itself. */
function sealingKey(privateKey: string, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", fromHex(privateKey), salt, "souk node keys v1", 32));
}
