// What journals' owners replied to reviews: facts, of which a review shows its own seller's.
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database } from "../database.ts";

export function createReplyRows(db: Database): Pick<ReadModelRows, "putReply" | "removeReply"> {
  const put = db.query("INSERT OR REPLACE INTO replies (order_id, author, cid, sequence, text) VALUES (?, ?, ?, ?, ?)");
  const drop = db.query("DELETE FROM replies WHERE order_id = ? AND author = ?");
  return {
    putReply: ({ reply: { order, author, text }, cid, sequence }) => void put.run(order, author, cid, sequence, text),
    removeReply: (order, author) => void drop.run(order, author),
  };
}
