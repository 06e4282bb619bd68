// Which block to ask of which source next: distinct blocks of distinct sources, as many as each is fast, and an endgame for the last ones.

export interface SourceState {
  id: string;
  /** Measured; 0 as long as nothing has arrived. Falls while a source is silent. */
  bytesPerSecond: number;
  /** Keys asked for and not arrived, oldest first. */
  inFlight: readonly string[];
  /** Whether it said that it has a block. */
  holds(key: string): boolean;
}

export interface Want {
  key: string;
  bytes: number;
}

export interface Situation {
  /** Missing and asked of nobody, in the order to fetch them. */
  waiting: Iterable<Want>;
  /** Bytes of blocks that are in flight. */
  sizeOf(key: string): number;
  /** False for one that is in flight from one source, and has come from another. */
  isMissing(key: string): boolean;
  sources: readonly SourceState[];
  /** Bytes that may still be asked for twice. */
  spareBytes: number;
}

export interface Assignment {
  source: string;
  key: string;
}

/** Seconds of work to have in flight: more than a round trip, little enough that the last blocks are spread well. */
const HORIZON_S = 0.25;
const FIRST_WINDOW = 2;
export const MAX_WINDOW = 16;
export const MAX_WINDOW_BYTES = 8 * 1024 * 1024;
/** A second copy is asked for when it should come so much sooner. */
const ENDGAME_FACTOR = 2;
const ENDGAME_S = 0.2;

interface Lane {
  source: SourceState;
  blocks: number;
  bytes: number;
}

/** Pure: the same situation gives the same assignments. */
export function schedule({ waiting, sizeOf, isMissing, sources, spareBytes }: Situation): Assignment[] {
  const lanes: Lane[] = sources.map((source) => ({
    source,
    blocks: source.inFlight.length,
    bytes: source.inFlight.reduce((sum, key) => sum + sizeOf(key), 0),
  }));
  const assignments: Assignment[] = [];
  for (const { key, bytes } of waiting) {
    const open = lanes.filter((lane) => hasRoom(lane, bytes));
    if (open.length === 0) break;
    const able = open.filter(({ source }) => source.holds(key));
    if (able.length === 0) continue;
    const lane = able.reduce((best, other) => (finish(other, bytes) < finish(best, bytes) ? other : best));
    lane.blocks++;
    lane.bytes += bytes;
    assignments.push({ source: lane.source.id, key });
  }
  return [...assignments, ...endgame(lanes, sizeOf, isMissing, spareBytes)];
}

/** Idle sources take blocks from where they would come last. */
function endgame(
  lanes: Lane[],
  sizeOf: (key: string) => number,
  isMissing: (key: string) => boolean,
  spareBytes: number,
): Assignment[] {
  if (lanes.every(({ blocks }) => blocks > 0)) return [];
  const assignments: Assignment[] = [];
  const twice = new Set<string>();
  const late = lanes
    .flatMap(({ source }) => {
      let queued = 0;
      return source.inFlight.map((key) => ({ key, due: (queued += sizeOf(key)) / rate(source) }));
    })
    .filter(({ key }) => isMissing(key))
    .toSorted((a, b) => b.due - a.due);
  const copies = new Map<string, number>();
  for (const { key } of late) copies.set(key, (copies.get(key) ?? 0) + 1);
  for (const lane of lanes.filter(({ blocks }) => blocks === 0)) {
    const { source } = lane;
    const candidate = late.find(({ key, due }) => {
      const bytes = sizeOf(key);
      if (copies.get(key)! > 1 || twice.has(key) || bytes > spareBytes) return false;
      return source.holds(key) && due > ENDGAME_FACTOR * (bytes / rate(source)) + ENDGAME_S;
    });
    if (!candidate) continue;
    twice.add(candidate.key);
    spareBytes -= sizeOf(candidate.key);
    assignments.push({ source: source.id, key: candidate.key });
  }
  return assignments;
}

/** What nobody has measured is taken for moderate: it gets work, and loses it to those that are known to be faster. */
const UNMEASURED = 1024 * 1024;
const rate = ({ bytesPerSecond }: SourceState): number => bytesPerSecond || UNMEASURED;
const finish = ({ source, bytes }: Lane, more: number): number => (bytes + more) / rate(source);

function hasRoom({ source, blocks, bytes }: Lane, more: number): boolean {
  if (blocks < FIRST_WINDOW) return blocks === 0 || bytes + more <= MAX_WINDOW_BYTES;
  const window = Math.min(MAX_WINDOW_BYTES, source.bytesPerSecond * HORIZON_S);
  return blocks < MAX_WINDOW && bytes + more <= window;
}
