// Whose word a checkpoint is: signed by the journal key of the epoch that covers its sequence (K-6).
import {
  type Checkpoint,
  type SignedCheckpoint,
  checkpointBytes,
  parseCheckpoint,
} from "../../../protocol/checkpoint.ts";
import { encodeBlock } from "../../../protocol/block.ts";
import { type Address, ownerOf } from "../../../protocol/ids.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { type Verdict, accept, refuse } from "../../../protocol/verdict.ts";
import type { Certificates } from "../journal/certificates.ts";
import { sign, verify } from "../keys.ts";
import type { HeldCheckpoint } from "./store.ts";

export function signCheckpoint(checkpoint: Checkpoint, privateKey: Uint8Array): HeldCheckpoint {
  const signed: SignedCheckpoint = { ...checkpoint, signature: sign(privateKey, checkpointBytes(checkpoint)) };
  return { ...signed, encoded: encodeBlock(signed) };
}

export interface OfferedCheckpoint {
  owner: Address;
  checkpoint: HeldCheckpoint;
}

export function checkCheckpoint(
  encoded: Uint8Array,
  domain: Domain,
  certificates: Pick<Certificates, "at">,
): Verdict<OfferedCheckpoint> {
  const verdict = parseCheckpoint(encoded);
  if (!verdict.ok) return verdict;
  const checkpoint = verdict.value;
  const owner = ownerOf(checkpoint.journal, domain.chainId, domain.escrow);
  if (!owner) return refuse("checkpoint.journal", `${checkpoint.journal} is no journal of this market`);
  const certificate = certificates.at(owner, checkpoint.sequence);
  if (certificate?.epoch !== checkpoint.epoch) {
    return refuse("checkpoint.epoch", `epoch ${checkpoint.epoch} does not cover sequence ${checkpoint.sequence}`);
  }
  if (!verify(certificate.journalKey.slice(2), checkpointBytes(checkpoint), checkpoint.signature)) {
    return refuse("checkpoint.signature", "not signed with the certified key");
  }
  return accept({ owner, checkpoint: { ...checkpoint, encoded } });
}
