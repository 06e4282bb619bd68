// Orders as rows, derived from chain events; listed newest first for each of their parties.
import { z } from "zod";
import type { OrderQuery } from "../../../protocol/api/inputs.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { deadlineOf, isClosed, totalOf } from "../../../protocol/order.ts";
import type { OrderRow } from "../../core/order.ts";
import type { Trade } from "../../core/rings.ts";
import type { OrderReader } from "../../core/ports/readers.ts";
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database, Value } from "../database.ts";
import { decodeCursor, pageOf } from "./cursor.ts";
import { isEdition } from "./editions.ts";
import { type OrderJson, orderFromJson, toJson } from "./json.ts";

interface Row {
  id: Hex32;
  details: string;
}

/** By what its page is ordered. */
interface Listed extends Row {
  at: number;
}

type Partners = Record<"seller" | "buyer" | "arbitrator" | "fallback", Address>;

/** Closed ones included, whose parties are still kept. */
const LAST_ORDERS = 500;
const ROLES = { buyer: ["buyer"], seller: ["seller"], arbitrator: ["arbitrator", "fallback"] } as const;
/** How a page is ordered: by a column that its index has after the party, then by id. */
const SORTS = {
  newest: {
    name: "orders",
    column: "opened_block",
    direction: "DESC",
    comes: "<",
    before: [Number.MAX_SAFE_INTEGER, ""],
  },
  due: { name: "orders-due", column: "due", direction: "ASC", comes: ">", before: [Number.MIN_SAFE_INTEGER, ""] },
} as const;
type Sort = keyof typeof SORTS;
const KEY = z.tuple([z.int(), z.string()]);
const DAY = 86_400;

/** First second of a day, UTC. */
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1_000;

export function createOrderRows(db: Database): Pick<ReadModelRows, "order" | "putOrder" | "dropOrder"> {
  const get = db.query<Row>("SELECT id, details FROM orders WHERE id = ?");
  const put = db.query(`
    INSERT OR REPLACE INTO orders
      (id, seller, buyer, arbitrator, fallback, status, open, disputed, terms, sku, currency, total, due,
        opened_block, opened_at, details)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const drop = db.query("DELETE FROM orders WHERE id = ?");
  return {
    order: (id) => rowOf(get.get(id)),
    putOrder(row) {
      const { offer, buyer } = row.order;
      put.run(
        row.id,
        offer.seller,
        buyer,
        offer.arbitrator,
        offer.fallbackArbitrator,
        row.status,
        isClosed(row.status) ? 0 : 1,
        row.disputedAt === null ? 0 : 1,
        offer.terms,
        offer.sku,
        offer.currency,
        Number(totalOf(row.order)),
        deadlineOf(row),
        row.openedBlock,
        row.openedAt,
        toJson(row),
      );
    },
    dropOrder: (id) => void drop.run(id),
  };
}

export function createOrderReader(db: Database, rows: Pick<ReadModelRows, "order" | "eventsOf">): OrderReader {
  const count = db.query<{ n: number }>("SELECT count(*) AS n FROM orders");
  const mine = `(seller = ?1 OR buyer = ?1 OR (open = 1 AND (arbitrator = ?1 OR fallback = ?1)))`;
  const everyone = "seller, buyer, arbitrator, fallback";
  const inOne = db.query<Partners>(`SELECT ${everyone} FROM orders WHERE id = ?2 AND ${mine}`);
  const inOpen = db.query<Partners>(`SELECT ${everyone} FROM orders WHERE ${mine} AND open = 1`);
  const inLast = db.query<Partners>(`SELECT ${everyone} FROM orders WHERE seller = ?1 OR buyer = ?1
    ORDER BY opened_block DESC, id DESC LIMIT ${LAST_ORDERS}`);
  const trades = db.query<Trade>(
    ["seller", "buyer"]
      .map(
        (column) => `SELECT * FROM (SELECT seller, buyer, currency, total AS value FROM orders
          WHERE ${column} = ?1 AND status = 'released' ORDER BY opened_block DESC, id DESC LIMIT ${LAST_ORDERS})`,
      )
      .join(" UNION ALL "),
  );
  const paidWith = db.query<{ id: Hex32 }>(`
    SELECT other.id FROM orders o
    JOIN chain_events mine ON mine.order_id = o.id AND mine.name = 'Opened'
    JOIN chain_events theirs ON theirs.block = mine.block AND theirs.transaction_hash = mine.transaction_hash
      AND theirs.name = 'Opened' AND theirs.order_id <> o.id
    JOIN orders other ON other.id = theirs.order_id AND other.seller = o.seller AND other.buyer = o.buyer
    WHERE o.id = ? ORDER BY theirs.log_index`);
  const traders = db.query<{ seller: Address }>(
    "SELECT DISTINCT seller FROM orders WHERE status = 'released' AND buyer <> seller",
  );
  const sold = db.query<Row>(
    "SELECT id, details FROM orders WHERE seller = ? AND opened_at BETWEEN ? AND ? ORDER BY opened_block, id",
  );
  // An edition is called as its own seller calls it: anybody can sign an offer that names another one's block.
  const words = `(?9 IS NULL OR id LIKE ?9 || '%' ESCAPE '!'
    OR EXISTS (SELECT 1 FROM editions e WHERE ${isEdition("orders.seller", "orders.terms")}
      AND e.title LIKE '%' || ?9 || '%' ESCAPE '!')
    OR EXISTS (SELECT 1 FROM profiles p WHERE p.owner IN (seller, buyer) AND p.name LIKE '%' || ?9 || '%' ESCAPE '!'))`;
  const wanted = `(?5 IS NULL OR open = ?5)
    AND (?6 IS NULL OR status IN (SELECT value FROM json_each(?6))) AND opened_at BETWEEN ?7 AND ?8 AND ${words}`;
  // One index walk per role, each as long as a page; an order with one party in two roles is one row.
  const listing = (parties: readonly string[], sort: Sort) => {
    const { column, direction, comes } = SORTS[sort];
    const inOrder = `ORDER BY at ${direction}, id ${direction} LIMIT ?4`;
    const ofParty = (party: string) => `SELECT * FROM (SELECT id, ${column} AS at, details FROM orders
      WHERE ${party} = ?1 AND ${column} IS NOT NULL AND (${column}, id) ${comes} (?2, ?3) AND ${wanted} ${inOrder})`;
    return db.query<Listed>(`${parties.map(ofParty).join(" UNION ")} ${inOrder}`);
  };
  const all = ["buyer", "seller", "arbitrator", "fallback"];
  const prepared = (sort: Sort) =>
    new Map(
      ([undefined, "buyer", "seller", "arbitrator"] as const).map((role) => [
        role,
        listing(role ? ROLES[role] : all, sort),
      ]),
    );
  const lists = { newest: prepared("newest"), due: prepared("due") };

  return {
    get: (id) => rows.order(id),
    events: (id) => rows.eventsOf(id),
    paidWith: (id) => paidWith.all(id).map((row) => row.id),
    list(party: Address, { role, open, status, q, from, to, sort = "newest", limit, cursor }: OrderQuery) {
      const { name, before } = SORTS[sort];
      const [at, id] = cursor ? decodeCursor(cursor, name, KEY) : before;
      const filters: Value[] = [
        open === undefined ? null : Number(open),
        status ? JSON.stringify(status) : null,
        from === undefined ? 0 : dayOf(from),
        to === undefined ? Number.MAX_SAFE_INTEGER : dayOf(to) + DAY - 1,
        q === undefined ? null : q.replace(/[%_!]/g, "!$&"),
      ];
      const found = lists[sort].get(role)!.all(party, at, id, limit + 1, ...filters);
      const page = pageOf(found, limit, name, (row) => [row.at, row.id]);
      return { items: page.items.map((row) => rowOf(row)!), next: page.next };
    },
    sold: (seller, from, to) => sold.all(seller, from, to).map((row) => rowOf(row)!),
    partners(self, order) {
      const found = order ? inOne.all(self, order) : [...inOpen.all(self), ...inLast.all(self)];
      return [
        ...new Set(found.flatMap(({ seller, buyer, arbitrator, fallback }) => [seller, buyer, arbitrator, fallback])),
      ];
    },
    trades: (party) => trades.all(party).map((row) => ({ ...row })),
    traders: () => traders.all().map(({ seller }) => seller),
    count: () => count.get()!.n,
  };
}

function rowOf(row: Row | undefined): OrderRow | undefined {
  if (!row) return undefined;
  const stored = JSON.parse(row.details) as Omit<OrderRow, "order" | "payout"> & {
    order: OrderJson;
    payout: Record<"buyer" | "seller" | "arbitrator" | "referrer", string> | null;
  };
  const { payout } = stored;
  return {
    ...stored,
    order: orderFromJson(stored.order),
    payout: payout && {
      buyer: BigInt(payout.buyer),
      seller: BigInt(payout.seller),
      arbitrator: BigInt(payout.arbitrator),
      referrer: BigInt(payout.referrer),
    },
  };
}
