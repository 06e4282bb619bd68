// Signs with a key that this node holds: at once, and nobody is asked.
import { SigningKey, computeAddress } from "ethers";
import type { Address } from "../../protocol/ids.ts";
import { typedDataDigest } from "../../protocol/typed-data.ts";
import type { Signer } from "../core/ports/signer.ts";
import { transactionOf } from "./signatures.ts";

export function createLocalSigner(privateKey: string): Signer {
  const key = new SigningKey(privateKey);
  return {
    address: computeAddress(key).toLowerCase() as Address,
    isAttended: false,
    signTypedData: async (data) => key.sign(typedDataDigest(data)).serialized,
    async signTransaction(fields) {
      const transaction = transactionOf(fields);
      transaction.signature = key.sign(transaction.unsignedHash);
      return transaction.serialized;
    },
    status: () => ({ external: false, endpoint: null, problem: null, waiting: [] }),
  };
}
