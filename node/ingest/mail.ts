// Takes in a private message: size, shape and signature, then whether its author may say it; stored sealed before it is acknowledged.
import { sha256 } from "@noble/hashes/sha2.js";
import { type Recover, openEnvelope } from "../../protocol/envelope.ts";
import { type Address, type Hex32, toHex } from "../../protocol/ids.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { judgeMessage } from "../core/message.ts";
import type { Mailbox } from "../core/ports/own.ts";
import type { ReadModel } from "../core/ports/read-model.ts";

/** @returns a handler that answers null when the message is stored, else the code of the refusal */
export function createMailIngest({
  self,
  domain,
  recover,
  readModel,
  mailbox,
}: {
  self: Address;
  domain: Domain;
  recover: Recover;
  readModel: ReadModel;
  mailbox: Mailbox;
}) {
  return async function receive(bytes: Uint8Array): Promise<string | null> {
    const opened = openEnvelope(bytes, domain, recover);
    if (!opened.ok) return opened.code;
    const envelope = opened.value;
    const id = toHex(sha256(bytes)) as Hex32;
    return readModel.transaction((rows) => {
      const kept = (order: Hex32) => mailbox.of(order).filter((message) => message.id !== id);
      const verdict = judgeMessage(envelope, self, (order) => rows.order(order), kept);
      if (!verdict.ok) return verdict.code;
      const { kind, order } = verdict.value;
      mailbox.put({
        id,
        order,
        kind,
        author: envelope.author,
        recipient: self,
        digest: null,
        envelope: bytes,
        copy: null,
        state: "received",
      });
      rows.emit({ type: "message.received", order, kind });
      return null;
    });
  };
}
