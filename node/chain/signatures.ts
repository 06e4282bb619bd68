// What a signer returned, against what it was asked: a signer that is hostile or faulty gets nothing signed that was not meant.
import { Transaction } from "ethers";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { type TypedData, typedDataDigest } from "../../protocol/typed-data.ts";
import { SoukError } from "../core/errors.ts";
import type { UnsignedTransaction } from "../core/ports/signer.ts";
import { recover } from "./recover.ts";

export const transactionOf = (fields: UnsignedTransaction): Transaction => Transaction.from({ type: 2, ...fields });

/** @throws SoukError `signer.wrong` unless it is the account's, over this and nothing else */
export function checkSignature(data: TypedData, account: Address, answer: unknown): string {
  const signature = String(answer).toLowerCase();
  const by = recover(typedDataDigest(data), signature);
  if (by === account) return signature;
  throw wrong(`a signature of the ${data.primaryType} by ${by ?? "nobody"}, not by ${account}`);
}

/** @throws SoukError `signer.wrong` unless it is the account's, and byte for byte what was asked */
export function checkTransaction(fields: UnsignedTransaction, account: Address, answer: unknown): string {
  const asked = transactionOf(fields);
  const raw = String(answer).toLowerCase();
  const signed = parsed(raw);
  if (!signed?.signature?.isValid()) throw wrong("no transaction with a signature that the chain takes");
  if (signed.unsignedSerialized !== asked.unsignedSerialized) {
    throw wrong(`another transaction than was asked (${differences(asked, signed).join(", ")})`);
  }
  const by = recover(asked.unsignedHash as Hex32, signed.signature.serialized);
  if (by !== account) throw wrong(`a transaction of ${by ?? "nobody"}, not of ${account}`);
  asked.signature = signed.signature;
  if (asked.serialized !== raw) throw wrong("a transaction that is not encoded as the chain takes it");
  return raw;
}

function parsed(raw: string): Transaction | undefined {
  try {
    return Transaction.from(raw);
  } catch {
    return undefined;
  }
}

const FIELDS = [
  "type",
  "chainId",
  "nonce",
  "to",
  "data",
  "value",
  "gasLimit",
  "maxFeePerGas",
  "maxPriorityFeePerGas",
  "accessList",
] as const satisfies (keyof Transaction)[];

const differences = (asked: Transaction, signed: Transaction): string[] =>
  FIELDS.filter((field) => String(asked[field]) !== String(signed[field]));

const wrong = (what: string): SoukError =>
  new SoukError(
    "signer.wrong",
    `the signer returned ${what}: nothing of it was used; check --signer and the program there`,
  );
