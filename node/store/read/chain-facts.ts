// What the chain said: a window of headers, and every event of the escrow. Orders, stock and standings follow from it.
import type { Hex32 } from "../../../protocol/ids.ts";
import type { RecordedEvent } from "../../core/order.ts";
import type { BlockHeader } from "../../core/ports/chain.ts";
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database } from "../database.ts";
import { type OrderJson, orderFromJson, toJson } from "./json.ts";

interface HeaderRow {
  number: number;
  hash: Hex32;
  parentHash: Hex32;
  timestamp: number;
}
interface EventRow {
  block: number;
  log_index: number;
  block_hash: Hex32;
  time: number;
  transaction_hash: Hex32;
  name: RecordedEvent["name"];
  args: string;
}

type Rows = Pick<ReadModelRows, "head" | "at" | "putHeaders" | "putEvents" | "eventsOf" | "dropAbove">;

export function createChainFacts(db: Database): Rows {
  const columns = "number, hash, parent_hash AS parentHash, time AS timestamp";
  const head = db.query<HeaderRow>(`SELECT ${columns} FROM headers ORDER BY number DESC LIMIT 1`);
  const at = db.query<HeaderRow>(`SELECT ${columns} FROM headers WHERE number = ?`);
  const putHeader = db.query("INSERT OR REPLACE INTO headers (number, hash, parent_hash, time) VALUES (?, ?, ?, ?)");
  const dropHeadersBelow = db.query("DELETE FROM headers WHERE number < ?");
  const dropHeadersAbove = db.query("DELETE FROM headers WHERE number > ?");

  const putEvent = db.query(`
    INSERT OR REPLACE INTO chain_events
      (block, log_index, block_hash, time, transaction_hash, name, order_id, seller, sku, units, args)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const ofOrder = db.query<EventRow>("SELECT * FROM chain_events WHERE order_id = ? ORDER BY block, log_index");
  const above = db.query<EventRow>("SELECT * FROM chain_events WHERE block > ? ORDER BY block, log_index");
  const dropEventsAbove = db.query("DELETE FROM chain_events WHERE block > ?");

  return {
    head: () => plain(head.get()),
    at: (number) => plain(at.get(number)),
    putHeaders(headers, keepFrom) {
      for (const { number, hash, parentHash, timestamp } of headers) {
        if (number >= keepFrom) putHeader.run(number, hash, parentHash, timestamp);
      }
      dropHeadersBelow.run(keepFrom);
    },
    putEvents(events) {
      for (const event of events) {
        const { block, logIndex, transaction, blockHash, time, name, ...args } = event;
        const { order, seller, sku, units } = searchable(event);
        putEvent.run(block, logIndex, blockHash, time, transaction, name, order, seller, sku, units, toJson(args));
      }
    },
    eventsOf: (order) => ofOrder.all(order).map(eventOf),
    dropAbove(block) {
      const dropped = above.all(block).map(eventOf);
      dropEventsAbove.run(block);
      dropHeadersAbove.run(block);
      return dropped;
    },
  };
}

const plain = (row: HeaderRow | undefined): BlockHeader | undefined => row && { ...row };

interface Searchable {
  order: Hex32 | null;
  seller: string | null;
  sku: Hex32 | null;
  units: number | null;
}

/** What stock is counted by: an offer without a ceiling counts nothing in the escrow. Of a raised floor, `units` is the floor. */
function searchable(event: RecordedEvent): Searchable {
  const order = "orderId" in event ? event.orderId : null;
  const none = { order, seller: null, sku: null, units: null };
  switch (event.name) {
    case "Opened": {
      const { offer, units } = event.order;
      return { order, seller: offer.seller, sku: offer.sku, units: offer.maxUnits === 0 ? 0 : units };
    }
    case "Retired":
      return { ...none, seller: event.seller, sku: event.sku };
    case "FloorRaised":
      return { ...none, seller: event.seller, units: event.floor };
    default:
      return none;
  }
}

function eventOf(row: EventRow): RecordedEvent {
  const args = JSON.parse(row.args) as Record<string, unknown>;
  for (const name of ["toBuyer", "toSeller", "toArbitrator", "toReferrer", "amount"]) {
    if (name in args) args[name] = BigInt(args[name] as string);
  }
  if (args.order) args.order = orderFromJson(args.order as OrderJson);
  return {
    block: row.block,
    logIndex: row.log_index,
    blockHash: row.block_hash,
    time: row.time,
    transaction: row.transaction_hash,
    name: row.name,
    ...args,
  } as RecordedEvent;
}
