// Writes and reads private messages: sealed to the reader and to the writer, signed by the writer's account, kept in the mailbox.
import { sha256 } from "@noble/hashes/sha2.js";
import { decodeBlock, encodeBlock } from "../../../protocol/block.ts";
import { encodeEnvelope, typedEnvelope } from "../../../protocol/envelope.ts";
import { type Address, type Hex32, toHex } from "../../../protocol/ids.ts";
import {
  type MessageKind,
  WORDS,
  type Words,
  encodeMessage,
  parseMessage,
  sealInfo,
  sealed,
} from "../../../protocol/message.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { SoukError } from "../../core/errors.ts";
import { mayTravel } from "../../core/message.ts";
import type { Journals } from "../../core/ports/journals.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Mailbox, Sealing, StoredMessage, StoredOperation } from "../../core/ports/own.ts";
import type { OrderReader } from "../../core/ports/readers.ts";
import type { Signer } from "../../core/ports/signer.ts";

/** Messages on their way out with one operation. */
export interface Outgoing {
  write: Correspondence["write"];
  /** Writes the same to several. Money never waits for replication: a reader whose key is unknown is left out, and the log says so. */
  tell<K extends MessageKind>(kind: K, order: Hex32, readers: readonly Address[], words: Words<K>): Promise<void>;
  /** Ids of what was written so far. */
  messages: Hex32[];
}

export interface Correspondence {
  /**
   * A message that is kept nowhere yet: what may leave at once is posted with its operation, when nothing can go wrong any more.
   * @throws SoukError `peer.unreachable` while the recipient's certificate, and so their key, is unknown
   */
  compose<K extends MessageKind>(kind: K, order: Hex32, recipient: Address, words: Words<K>): Promise<StoredMessage>;
  /** Composed and posted at once, for words that wait for an event on the chain. */
  write<K extends MessageKind>(kind: K, order: Hex32, recipient: Address, words: Words<K>): Promise<StoredMessage>;
  /** Begins what some messages are written for; if it is refused, they are withdrawn. */
  accompany<T>(begin: (mail: Outgoing) => Promise<T>): Promise<T>;
  /**
   * Forgets what was written for an operation that failed, if it has not left: its event will never be on chain. If it is there all
   * the same, by another transaction of this account, the words go.
   */
  abandon(operation: Pick<StoredOperation, "messages">): void;
  /** The words of a message this node wrote or received, or null if they cannot be read. */
  read<K extends MessageKind>(message: StoredMessage, kind: K): Promise<{ words: Words<K>; digest: Hex32 } | null>;
}

/** What goes on chain about some words: sha2-256 of their canonical block. */
export const wordsDigest = (words: Words): Hex32 => toHex(sha256(encodeBlock(words))) as Hex32;

export function createCorrespondence({
  domain,
  signer,
  journals,
  sealing,
  mailbox,
  orders,
  logger,
}: {
  domain: Domain;
  signer: Pick<Signer, "address" | "signTypedData">;
  journals: Pick<Journals, "certificate">;
  sealing: Sealing;
  mailbox: Mailbox;
  orders: Pick<OrderReader, "get">;
  logger: Logger;
}): Correspondence {
  const self = signer.address;

  async function compose<K extends MessageKind>(kind: K, order: Hex32, recipient: Address, words: Words<K>) {
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
    const signature = await signer.signTypedData(typedEnvelope(domain, unsigned));
    const envelope = encodeEnvelope({ ...unsigned, signature });
    const message: StoredMessage = {
      id: toHex(sha256(envelope)) as Hex32,
      order,
      kind,
      author: self,
      recipient,
      digest: wordsDigest(words),
      envelope,
      copy: encodeBlock(toUs),
      state: "waiting",
    };
    return message;
  }

  async function write<K extends MessageKind>(...letter: Parameters<typeof compose<K>>): Promise<StoredMessage> {
    const message = await compose(...letter);
    mailbox.put(message);
    return message;
  }

  function outgoing(): Outgoing {
    const messages: Hex32[] = [];
    const mail: Outgoing = {
      messages,
      async write(...words) {
        const message = await write(...words);
        messages.push(message.id);
        return message;
      },
      async tell(kind, order, readers, words) {
        for (const reader of readers) {
          try {
            await mail.write(kind, order, reader, words);
          } catch (error) {
            if (!(error instanceof SoukError) || error.code !== "peer.unreachable") throw error;
            logger.warn({ order, reader, code: error.code }, `could not address a ${kind}`);
          }
        }
      },
    };
    return mail;
  }

  return {
    compose,
    write,
    async accompany(begin) {
      const mail = outgoing();
      try {
        return await begin(mail);
      } catch (error) {
        for (const id of mail.messages) mailbox.discard(id);
        throw error;
      }
    },
    abandon({ messages }) {
      for (const id of messages) {
        const message = mailbox.find(id);
        const order = message && orders.get(message.order);
        if (message?.state === "waiting" && !(order && mayTravel(message, order))) mailbox.discard(id);
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
