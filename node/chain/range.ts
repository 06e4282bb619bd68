// Reads one range of blocks with the escrow's events, and refuses it unless headers, logs and state fit together (S-17); and whose bond moved in it.
import type { Address, Hex32 } from "../../protocol/ids.ts";
import { type BlockHeader, type ChainCursor, type EscrowEvent, HEADER_WINDOW } from "../core/ports/chain.ts";
import { type RawLog, type Reader, contradiction } from "./answers.ts";
import { type BondMove, moveOf } from "./bond-moves.ts";
import { RpcError } from "./rpc.ts";

const FIRST_CHUNK = 2_000;
const MAX_CHUNK = 20_000;
const PARALLEL = 8;

export interface Range {
  from: number;
  /** Of block `from`. */
  parentHash: Hex32;
  /** Ascending; older ones than `from` only where a reorganisation to a shorter chain left the window incomplete. */
  headers: BlockHeader[];
  head: BlockHeader;
  events: EscrowEvent[];
  bonds: BondMove[];
}

export interface RangeReader {
  /**
   * The next range from `from` towards the RPC's `head`: far below it a chunk, near it all the rest.
   * @throws SoukError `chain.unreachable` when answers are missing or do not fit together
   */
  read(from: number, head: BlockHeader, signal: AbortSignal): Promise<Range>;
  /** The logs that are followed, as this RPC has them, in their order, of a range however long. */
  logs(from: number, to: number, signal: AbortSignal): Promise<RawLog[]>;
}

export interface RangeReaderOptions {
  reader: Reader;
  escrow: Address;
  /** Its logs are followed too. */
  sellerBond: Address | null;
  /** First block that can hold an event. */
  firstBlock: number;
  /** @returns undefined for an event this version does not know. @throws when it cannot be the escrow's */
  decode: (log: RawLog) => EscrowEvent | undefined;
  /** Whether the escrow has heard of the order: nothing is shown as funded on the word of a log alone. */
  isKnown: (orderId: Hex32, signal: AbortSignal) => Promise<boolean>;
  /** Asks others about a range that fits together. @throws what keeps it from being used */
  confirm: (from: number, head: BlockHeader, logs: readonly RawLog[], signal: AbortSignal) => Promise<void>;
  cursor: Pick<ChainCursor, "at">;
}

export function createRangeReader({
  reader,
  escrow,
  sellerBond,
  firstBlock,
  decode,
  isKnown,
  confirm,
  cursor,
}: RangeReaderOptions): RangeReader {
  let chunk = FIRST_CHUNK;
  const address = sellerBond ? [escrow, sellerBond] : [escrow];
  const isEscrows = (log: RawLog): boolean => log.address !== sellerBond;

  async function read(from: number, head: BlockHeader, signal: AbortSignal): Promise<Range> {
    const window = head.number - HEADER_WINDOW;
    const range = from < window ? await deep(from, window - 1, signal) : await near(from, head, signal);
    const logs = inOrder(range.logs);
    const events = decodeAll(logs.filter(isEscrows), range.headers);
    await confirm(from, range.headers.at(-1)!, logs, signal);
    const opened = events.filter((event) => event.name === "Opened");
    const known = await mapParallel(opened, (event) => isKnown(event.orderId, signal));
    if (known.includes(false)) throw contradiction("it shows an order that the escrow does not know");
    const headers = [...(await missingBelow(from, window, signal)), ...range.headers];
    const bonds = logs.filter((log) => !isEscrows(log)).flatMap((log) => moveOf(log) ?? []);
    return { from, parentHash: range.headers[0]!.parentHash, headers, head: headers.at(-1)!, events, bonds };
  }

  /** The kept window is to be a function of the head alone: headers of it that the cursor has already dropped. */
  async function missingBelow(from: number, window: number, signal: AbortSignal): Promise<BlockHeader[]> {
    const numbers: number[] = [];
    for (let number = Math.max(window + 1, firstBlock); number < from && !cursor.at(number); number++) {
      numbers.push(number);
    }
    const headers = await mapParallel(numbers, (number) => headerOf(number, signal));
    const above = headers.length > 0 ? cursor.at(headers.at(-1)!.number + 1) : undefined;
    checkLinks(above ? [...headers, above] : headers);
    return headers.map(plain);
  }

  /** Near the head logs are asked for block by block by hash: a lagging server then fails instead of hiding them. */
  async function near(from: number, head: BlockHeader, signal: AbortSignal) {
    const numbers = Array.from({ length: head.number - from }, (_, i) => from + i);
    const headers = [...(await mapParallel(numbers, (number) => headerOf(number, signal))), head];
    checkLinks(headers);
    const logs = await mapParallel(headers, ({ hash }) => reader.logs({ address, blockHash: hash }, signal));
    return { headers: headers.map(plain), logs: logs.flat() };
  }

  async function deep(from: number, last: number, signal: AbortSignal) {
    const { to, logs } = await logsFrom(from, last, signal);
    const blocks = logs.filter(isEscrows).map((log) => log.blockNumber);
    const numbers = [...new Set([from, ...blocks, to])].toSorted((a, b) => a - b);
    if (numbers[0] !== from || numbers.at(-1) !== to) throw contradiction(`logs outside of blocks ${from} to ${to}`);
    const headers = await mapParallel(numbers, (number) => headerOf(number, signal));
    return { headers: headers.map(plain), logs };
  }

  /** Too many blocks, results or bytes: every server words it differently, so any error answer means a shorter range. */
  async function logsFrom(from: number, last: number, signal: AbortSignal): Promise<{ to: number; logs: RawLog[] }> {
    for (;;) {
      const to = Math.min(last, from + chunk - 1);
      try {
        const logs = await reader.logs({ address, fromBlock: from, toBlock: to }, signal);
        chunk = Math.min(chunk * 2, MAX_CHUNK);
        return { to, logs };
      } catch (error) {
        chunk = Math.max(1, Math.floor((to - from + 1) / 4));
        if (!(error instanceof RpcError) || to === from) throw error;
      }
    }
  }

  async function headerOf(number: number, signal: AbortSignal): Promise<BlockHeader> {
    const found = await reader.headerAt(number, signal);
    if (!found) throw contradiction(`block ${number} is missing below its head`);
    return found;
  }

  function decodeAll(logs: readonly RawLog[], headers: readonly BlockHeader[]): EscrowEvent[] {
    const hashes = new Map(headers.map((header) => [header.number, header.hash]));
    const seen = new Set<string>();
    return logs.flatMap((log) => {
      const place = `${log.blockNumber}/${log.logIndex}`;
      if (log.removed || hashes.get(log.blockNumber) !== log.blockHash)
        throw contradiction(`log ${place} is of no block`);
      if (log.address !== escrow || seen.has(place)) throw contradiction(`log ${place} is not the escrow's`);
      seen.add(place);
      try {
        return decode(log) ?? [];
      } catch (cause) {
        throw contradiction(
          `log ${place} is no event of the escrow (${cause instanceof Error ? cause.message : cause})`,
        );
      }
    });
  }

  return {
    read,
    async logs(from, last, signal) {
      const all: RawLog[] = [];
      for (let next = from; next <= last;) {
        const { to, logs } = await logsFrom(next, last, signal);
        all.push(...logs);
        next = to + 1;
      }
      return inOrder(all);
    },
  };
}

const inOrder = (logs: readonly RawLog[]): RawLog[] =>
  logs.toSorted((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);

function checkLinks(headers: readonly BlockHeader[]): void {
  headers.forEach(({ number, parentHash }, i) => {
    if (i > 0 && parentHash !== headers[i - 1]!.hash) {
      throw contradiction(`block ${number} does not follow block ${number - 1}`);
    }
  });
}

const plain = ({ number, hash, parentHash, timestamp }: BlockHeader): BlockHeader => ({
  number,
  hash,
  parentHash,
  timestamp,
});

async function mapParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += PARALLEL) {
    results.push(...(await Promise.all(items.slice(start, start + PARALLEL).map(work))));
  }
  return results;
}
