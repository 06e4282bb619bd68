// The event outbox: what happened in this file, numbered, so that a client can read on where it stopped.
import type { SoukEvent } from "../../../protocol/events.ts";
import type { EventReader, StoredEvent } from "../../core/ports/readers.ts";
import type { Database } from "../database.ts";

/** Events that are kept; a client that is further behind reads everything again. */
const KEPT = 10_000;
/** Between two prunings. */
const SLACK = 500;

interface Row {
  sequence: number;
  event: string;
}

export interface Outbox extends EventReader {
  emit(event: SoukEvent): void;
  /** Tells listeners what was emitted since; call after the commit. */
  publish(): void;
  /** Forgets what was emitted since; call after a rollback. */
  reset(): void;
}

/** @param onError hears what listeners throw: their faults are not the writer's */
export function createOutbox(db: Database, onError: (error: unknown) => void): Outbox {
  const { epoch } = db.query<{ epoch: string }>("SELECT epoch FROM outbox_epoch").get()!;
  const append = db.query("INSERT INTO outbox (event) VALUES (?)");
  const prune = db.query("DELETE FROM outbox WHERE sequence <= ?");
  const bounds = db.query<{ first: number | null; last: number }>(`
    SELECT (SELECT min(sequence) FROM outbox) AS first,
      coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0) AS last`);
  const after = db.query<Row>("SELECT sequence, event FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?");
  const listeners = new Set<(event: StoredEvent) => void>();
  let { last } = bounds.get()!;
  let emitted: StoredEvent[] = [];

  const idOf = (sequence: number) => `${epoch}:${sequence}`;

  return {
    emit(event) {
      append.run(JSON.stringify(event));
      const sequence = last + emitted.length + 1;
      if (sequence % SLACK === 0) prune.run(sequence - KEPT);
      emitted.push({ id: idOf(sequence), event });
    },
    publish() {
      const news = emitted;
      emitted = [];
      last += news.length;
      for (const event of news) {
        for (const listener of listeners) {
          try {
            listener(event);
          } catch (error) {
            onError(error);
          }
        }
      }
    },
    reset() {
      emitted = [];
    },
    epoch: () => epoch,
    last: () => idOf(last),
    after(id, limit) {
      const [from, position] = id.split(":");
      const sequence = Number(position);
      if (from !== epoch || !Number.isSafeInteger(sequence) || sequence < 0) return undefined;
      const { first } = bounds.get()!;
      if (sequence > last || (first !== null && sequence < first - 1)) return undefined;
      return after
        .all(sequence, limit)
        .map((row) => ({ id: idOf(row.sequence), event: JSON.parse(row.event) as SoukEvent }));
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
