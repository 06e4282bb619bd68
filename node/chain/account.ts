// The account of a data folder: its node keys, and who signs for it, the key in the folder or an external signer.
import path from "node:path";
import type { Address } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { Signer } from "../core/ports/signer.ts";
import { externalAccount, openExternalKeystore } from "./external-keystore.ts";
import { openKeystore } from "./keystore.ts";
import { createLocalSigner } from "./local-signer.ts";
import type { NodeKeys } from "./node-keys.ts";
import { createRemoteSigner } from "./remote-signer.ts";

export interface ExternalSigner {
  url: string;
  /** Left out: the one that the folder is for. */
  account: Address | undefined;
}

/**
 * @param signer left out: the key is in the folder
 * @param stopping ends what the signer is asked
 * @throws SoukError `keystore.*`, and `signer.wrong` if the signer does not hold the account
 */
export async function openAccount({
  directory,
  signer,
  passphrase,
  stopping,
}: {
  directory: string;
  signer: ExternalSigner | undefined;
  passphrase: (isNew: boolean) => Promise<string>;
  stopping: AbortSignal;
}): Promise<{ keys: NodeKeys; signer: Signer; isNew: boolean }> {
  const keystore = path.join(directory, "keystore");
  if (signer) {
    const opened = await openExternalKeystore(keystore, signer.account, passphrase);
    const remote = createRemoteSigner({ url: signer.url, address: opened.keys.address, stopping });
    await remote.check();
    return { ...opened, signer: remote };
  }
  const external = await externalAccount(keystore);
  if (external) {
    const message = `the key of ${external}, whose folder ${directory} is, is at an external signer: start with --signer <url>`;
    throw new SoukError("keystore.none", message, { subject: directory });
  }
  const { keys, isNew } = await openKeystore(keystore, passphrase);
  return { keys, isNew, signer: createLocalSigner(keys.privateKey) };
}
