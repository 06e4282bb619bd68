// An account's private key as a Web3 Secret Storage file (version 3), which any wallet reads; written so that a crash leaves the old or the new one.
import { scrypt as nativeScrypt } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { Wallet, decryptKeystoreJson, encryptKeystoreJson, scrypt } from "ethers";
import { toHex } from "../../protocol/ids.ts";
import { DEV_PASSPHRASE } from "../core/dev-passphrase.ts";
import { SoukError } from "../core/errors.ts";

const SCRYPT = { N: 131_072, r: 8, p: 1 };
/** What everybody can open need not be slow to open. */
const OPEN_SCRYPT = { ...SCRYPT, N: 1_024 };

export async function sealAccount(privateKey: `0x${string}`, passphrase: string): Promise<string> {
  useNativeScrypt();
  const { address } = new Wallet(privateKey);
  const json = await encryptKeystoreJson({ address, privateKey }, passphrase, {
    scrypt: passphrase === DEV_PASSPHRASE ? OPEN_SCRYPT : SCRYPT,
  });
  // ethers writes `Crypto`; the format's own name, which every wallet reads, is `crypto`.
  return json.replace('"Crypto":', '"crypto":');
}

/** @throws SoukError `keystore.passphrase`, `keystore.damaged` */
export async function openAccount(file: string, text: string, passphrase: string): Promise<`0x${string}`> {
  useNativeScrypt();
  try {
    return (await decryptKeystoreJson(text, passphrase)).privateKey as `0x${string}`;
  } catch (cause) {
    if ((cause as { argument?: string }).argument === "password") {
      const message = `the passphrase does not open ${path.basename(file)}; give the one it was made with (--passphrase-file)`;
      throw new SoukError("keystore.passphrase", message, { cause, subject: file });
    }
    throw damaged(file, cause);
  }
}

export function damaged(file: string, cause: unknown): SoukError {
  const message = `${path.basename(file)} is damaged or belongs to another account; restore the keystore folder from a backup`;
  return new SoukError("keystore.damaged", message, { cause, subject: file });
}

export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** After a crash there is the old file, or the whole new one. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  const folder = await open(path.dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** ethers' own scrypt is JavaScript and takes seconds; Node's is native and runs off the main thread. */
let registered = false;
function useNativeScrypt(): void {
  if (registered) return;
  registered = true;
  scrypt.register(
    (password, salt, N, r, p, length) =>
      new Promise((resolve, reject) => {
        nativeScrypt(password, salt, length, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
          error ? reject(error) : resolve(toHex(key)),
        );
      }),
  );
}
