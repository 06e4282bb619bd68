// Private messages, sent and received, sealed as they travel.
import type { Mailbox, StoredMessage } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";
import { decodeRecord, encodeRecord } from "./record.ts";

interface Row {
  state: StoredMessage["state"];
  record: Uint8Array;
}

export function createMailbox(db: Database): Mailbox {
  const insert = db.query(
    "INSERT INTO messages (id, order_id, state, record) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
  );
  const waiting = db.query<Row>("SELECT state, record FROM messages WHERE state = 'waiting' ORDER BY position");
  const ofOrder = db.query<Row>("SELECT state, record FROM messages WHERE order_id = ? ORDER BY position");
  const deliver = db.query("UPDATE messages SET state = 'delivered' WHERE id = ? AND state = 'waiting'");
  const drop = db.query("DELETE FROM messages WHERE id = ?");
  // The state is a column only, so that it can change without writing the bytes again.
  const messageOf = (row: Row): StoredMessage => ({
    ...decodeRecord<Omit<StoredMessage, "state">>(row),
    state: row.state,
  });
  return {
    put({ state, ...message }) {
      insert.run(message.id, message.order, state, encodeRecord(message));
    },
    waiting: () => waiting.all().map(messageOf),
    delivered: (id) => void deliver.run(id),
    of: (order) => ofOrder.all(order).map(messageOf),
    discard: (id) => void drop.run(id),
  };
}
