// Which bought files are on their way, here and found right, or no good.
import type { Hex32 } from "../../../protocol/ids.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { Arrival, Arrivals } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";

interface Row {
  state: Arrival["state"];
  code: ErrorCode | null;
  message: string | null;
}

export function createArrivals(db: Database): Arrivals {
  const insert = db.query("INSERT INTO arrivals (order_id, state) VALUES (?, 'due') ON CONFLICT DO NOTHING");
  const due = db.query<{ order_id: Hex32 }>("SELECT order_id FROM arrivals WHERE state = 'due' ORDER BY order_id");
  const find = db.query<Row>("SELECT state, code, message FROM arrivals WHERE order_id = ?");
  const update = db.query("UPDATE arrivals SET state = ?, code = ?, message = ? WHERE order_id = ?");
  return {
    expect: (order) => void insert.run(order),
    due: () => due.all().map((row) => row.order_id),
    of(order) {
      const row = find.get(order);
      return row && { state: row.state, problem: row.code && { code: row.code, message: row.message ?? "" } };
    },
    settle: (order, state, problem) => void update.run(state, problem?.code ?? null, problem?.message ?? null, order),
  };
}
