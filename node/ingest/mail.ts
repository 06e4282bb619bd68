// Takes in a private message: size, shape and signature, then whether its author may say it; stored sealed before it is acknowledged.
import { sha256 } from "@noble/hashes/sha2.js";
import { type Recover, openEnvelope } from "../../protocol/envelope.ts";
import { type Address, type Hex32, toHex } from "../../protocol/ids.ts";
import { type Goods, type MessageKind, parseMessage } from "../../protocol/message.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { judgeGoods } from "../core/goods.ts";
import { judgeMessage } from "../core/message.ts";
import type { Arrivals, Mailbox, StoredMessage } from "../core/ports/own.ts";
import type { ReadModel } from "../core/ports/read-model.ts";
import type { ListingReader } from "../core/ports/readers.ts";

/** @returns a handler that answers null when the message is stored, else the code of the refusal */
export function createMailIngest({
  self,
  domain,
  recover,
  readModel,
  mailbox,
  arrivals,
  listings,
  read,
}: {
  self: Address;
  domain: Domain;
  recover: Recover;
  readModel: ReadModel;
  mailbox: Mailbox;
  arrivals: Pick<Arrivals, "expect">;
  listings: Pick<ListingReader, "edition">;
  /** Opens what was sealed to this node. */
  read: (message: StoredMessage, kind: "goods") => Promise<{ words: Goods; digest: Hex32 } | null>;
}) {
  return async function receive(bytes: Uint8Array): Promise<string | null> {
    const opened = openEnvelope(bytes, domain, recover);
    if (!opened.ok) return opened.code;
    const envelope = opened.value;
    const id = toHex(sha256(bytes)) as Hex32;
    const stored = (kind: MessageKind, order: Hex32): StoredMessage => ({
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
    const parsed = parseMessage(envelope.payload);
    const isGoods = parsed.ok && parsed.value.value.kind === "goods";
    // The only words that a node acts upon by itself, so they are opened before they are kept.
    const goods = isGoods ? await read(stored("goods", parsed.value.value.order), "goods") : null;
    return readModel.transaction((rows) => {
      const kept = (order: Hex32) => mailbox.of(order).filter((message) => message.id !== id);
      const verdict = judgeMessage(envelope, self, (order) => rows.order(order), kept);
      if (!verdict.ok) return verdict.code;
      const { kind, order } = verdict.value;
      if (isGoods) {
        if (!goods) return "goods.unreadable";
        const row = rows.order(order)!;
        const judged = judgeGoods(goods, row, listings.edition(row.order.offer));
        if (!judged.ok) return judged.code;
      }
      mailbox.put(stored(kind, order));
      if (isGoods) arrivals.expect(order);
      rows.emit({ type: "message.received", order, kind });
      return null;
    });
  };
}
