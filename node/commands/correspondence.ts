// Writes and reads private messages: sealed to the reader and to the writer, signed by the writer's account, kept in the mailbox.
import { sha256 } from "@noble/hashes/sha2.js";
import { decodeBlock, encodeBlock } from "../../protocol/block.ts";
import { encodeEnvelope, envelopeDigest } from "../../protocol/envelope.ts";
import { type Address, type Hex32, toHex } from "../../protocol/ids.ts";
import {
  type MessageKind,
  WORDS,
  type Words,
  encodeMessage,
  parseMessage,
  sealInfo,
  sealed,
} from "../../protocol/message.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { SoukError } from "../core/errors.ts";
import type { EscrowWallet } from "../core/ports/chain.ts";
import type { Journals } from "../core/ports/journals.ts";
import type { Mailbox, Sealing, StoredMessage, StoredOperation } from "../core/ports/own.ts";

export interface Correspondence {
  /**
   * Durable when it resolves; delivered later. @returns the digest of the words, for the chain
   * @throws SoukError `peer.unreachable` while the recipient's certificate, and so their key, is unknown
   */
  write<K extends MessageKind>(kind: K, order: Hex32, recipient: Address, words: Words<K>): Promise<StoredMessage>;
  /** Forgets what was written for an operation that failed: its event will never be on chain. What others wrote stays. */
  abandon(operation: Pick<StoredOperation, "kind" | "subject">): void;
  /** The words of a message this node wrote or received, or null if they cannot be read. */
  read<K extends MessageKind>(message: StoredMessage, kind: K): Promise<{ words: Words<K>; digest: Hex32 } | null>;
}

/** What goes on chain about some words: sha2-256 of their canonical block. */
export const wordsDigest = (words: Words): Hex32 => toHex(sha256(encodeBlock(words))) as Hex32;

/** Which operation writes which words. */
const WRITTEN_FOR: Record<string, MessageKind | undefined> = {
  buy: "delivery",
  ship: "tracking",
  dispute: "statement",
};

export function createCorrespondence({
  domain,
  wallet,
  journals,
  sealing,
  mailbox,
}: {
  domain: Domain;
  wallet: Pick<EscrowWallet, "address" | "sign">;
  journals: Pick<Journals, "certificate">;
  sealing: Sealing;
  mailbox: Mailbox;
}): Correspondence {
  const self = wallet.address;
  return {
    async write(kind, order, recipient, words) {
      const certificate = journals.certificate(recipient);
      if (!certificate) {
        const message = `The key of ${recipient} is not known here yet, so nothing can be sealed to them: wait until their journal has arrived`;
        throw new SoukError("peer.unreachable", message, { retryable: true, subject: recipient });
      }
      const plaintext = encodeBlock(words);
      const info = sealInfo(kind, order);
      const toThem = await sealing.seal(certificate.encryptionKey, info, plaintext);
      const toUs = await sealing.seal(sealing.publicKey, info, plaintext);
      const payload = encodeMessage({ v: 1, kind, order, sealed: toThem });
      const unsigned = { v: 1 as const, author: self, recipient, payload };
      const envelope = encodeEnvelope({ ...unsigned, signature: wallet.sign(envelopeDigest(domain, unsigned)) });
      const message: StoredMessage = {
        id: toHex(sha256(envelope)) as Hex32,
        order,
        kind,
        author: self,
        recipient,
        envelope,
        copy: encodeBlock(toUs),
        state: "waiting",
      };
      mailbox.put(message);
      return message;
    },
    abandon({ kind, subject }) {
      const written = WRITTEN_FOR[kind];
      for (const message of written ? mailbox.of(subject as Hex32) : []) {
        if (message.kind === written && message.state === "waiting") mailbox.discard(message.id);
      }
    },
    async read(message, kind) {
      if (message.kind !== kind) return null;
      try {
        const box = message.copy ? sealed.parse(decodeBlock(message.copy)) : sealedOf(message.envelope);
        const plaintext = await sealing.open(sealInfo(kind, message.order), box);
        const words = WORDS[kind].parse(decodeBlock(plaintext)) as Words<typeof kind>;
        return { words, digest: wordsDigest(words) };
      } catch {
        // Sealed by a hostile or outdated author: unreadable, and the order's view says so.
        return null;
      }
    },
  };
}

function sealedOf(envelope: Uint8Array) {
  const { payload } = decodeBlock(envelope) as { payload: Uint8Array };
  const message = parseMessage(payload);
  if (!message.ok) throw new Error(message.reason);
  return message.value.value.sealed;
}
