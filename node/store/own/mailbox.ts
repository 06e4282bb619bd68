// Private messages, sent and received, sealed as they travel.
import type { Mailbox, StoredMessage } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { purge } from "./purge.ts";
import { decodeRecord, encodeRecord } from "./record.ts";

interface Row {
  state: StoredMessage["state"];
  record: Uint8Array;
}

export function createMailbox(db: Database): Mailbox {
  const insert = db.query(
    "INSERT INTO messages (id, order_id, state, record, delivery) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
  );
  const waiting = db.query<{ id: Hex32 }>("SELECT id FROM messages WHERE state = 'waiting' ORDER BY position");
  const one = db.query<Row>("SELECT state, record FROM messages WHERE id = ?");
  const ofOrder = db.query<Row>("SELECT state, record FROM messages WHERE order_id = ? ORDER BY position");
  const deliver = db.query("UPDATE messages SET state = 'delivered' WHERE id = ? AND state = 'waiting'");
  const drop = db.query("DELETE FROM messages WHERE id = ?");
  const deliveries = db.query<{ order_id: Hex32 }>(
    "SELECT DISTINCT order_id FROM messages WHERE delivery = 1 AND order_id > ? ORDER BY order_id LIMIT ?",
  );
  const looked = db.query("UPDATE messages SET delivery = 0 WHERE order_id = ? AND delivery = 1");
  // The state is a column only, so that it can change without writing the bytes again.
  const messageOf = (row: Row): StoredMessage => ({
    ...decodeRecord<Omit<StoredMessage, "state">>(row),
    state: row.state,
  });
  return {
    put({ state, ...message }) {
      insert.run(message.id, message.order, state, encodeRecord(message), message.kind === "delivery" ? 1 : 0);
    },
    waiting: () => waiting.all().map(({ id }) => id),
    find(id) {
      const row = one.get(id);
      return row && messageOf(row);
    },
    delivered: (id) => void deliver.run(id),
    of: (order) => ofOrder.all(order).map(messageOf),
    discard: (id) => void drop.run(id),
    deliveries: (after, limit) => deliveries.all(after, limit).map((row) => row.order_id),
    eraseDeliveries(orders) {
      db.transaction(() => {
        for (const order of orders) {
          for (const { id, kind } of ofOrder.all(order).map(messageOf)) if (kind === "delivery") drop.run(id);
          looked.run(order);
        }
      });
      return purge(db);
    },
  };
}
