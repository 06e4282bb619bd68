// The dev chain's blocks in a file, one JSON line each, synced to disk before anybody hears of the block.
import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What the genesis block is made from: with it and the same blocks, every hash comes out the same. */
export interface ChainGenesis {
  chainId: number;
  /** Unix seconds. */
  timestamp: number;
  /** Accounts of the well-known development mnemonic that hold coin from the start. */
  accounts: number;
}

export interface LoggedBlock {
  number: number;
  hash: string;
  /** Unix seconds. */
  timestamp: number;
  /** Seconds the block was ahead of the wall clock when it was mined: time travel outlives a restart. */
  ahead: number;
  /** Signed transactions, serialised. */
  transactions: string[];
}

export interface ChainLog {
  genesis: ChainGenesis;
  /** As read at opening; later appends are not added. */
  blocks: readonly LoggedBlock[];
  /** Number of the last block in the file; 0 when there is only the genesis. */
  height(): number;
  /** Durable when it returns. */
  append(blocks: readonly LoggedBlock[]): void;
  /** Forgets all blocks above `height` (evm_revert). */
  truncate(height: number): void;
  close(): void;
}

const FORMAT = "souk dev chain 1";

/**
 * Opens or begins a chain log. A last line that was torn by a crash is cut off: nobody was told of that block.
 * @throws Error if the file is something else, damaged before its last line, or another process has it open
 */
export function openChainLog(file: string, genesis: ChainGenesis): ChainLog {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const lock = hold(file);
  const fd = openSync(file, "a+", 0o600);
  const close = () => {
    closeSync(fd);
    lock.close();
  };
  const { header, blocks, ends } = readOr(close, fd, file);
  // ends[n] is the file's length with block n as its last line; ends[0] is the header alone.
  ftruncateSync(fd, ends.at(-1)!);
  if (!header) ends[0] = write(fd, [{ format: FORMAT, ...genesis }]);

  return {
    genesis: header ?? genesis,
    blocks,
    height: () => ends.length - 1,
    append(added) {
      if (added.length === 0) return;
      const [first] = added;
      if (first!.number !== ends.length) throw new Error(`${file}: block ${first!.number} after ${ends.length - 1}`);
      try {
        write(fd, added);
      } catch (error) {
        // Half a line in the middle (a full disk) would make the rest unreadable.
        ftruncateSync(fd, ends.at(-1)!);
        throw error;
      }
      for (const block of added) ends.push(ends.at(-1)! + lineOf(block).length);
    },
    truncate(height) {
      if (height >= ends.length - 1) return;
      ends.length = height + 1;
      ftruncateSync(fd, ends.at(-1)!);
      fdatasyncSync(fd);
    },
    close,
  };
}

/** Two writers would tear the chain apart. SQLite's lock is the system's, and ends with the process however it ends. */
function hold(file: string): DatabaseSync {
  const lock = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    lock.close();
    throw new Error(`${file} is in use: another npm start (or rebuild) runs on this folder; stop it first`, { cause });
  }
}

function readOr(close: () => void, fd: number, file: string): ReturnType<typeof read> {
  try {
    return read(fd, file);
  } catch (error) {
    close();
    throw error;
  }
}

const lineOf = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);

/** @returns the number of bytes written */
function write(fd: number, values: readonly unknown[]): number {
  const bytes = Buffer.concat(values.map(lineOf));
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
  fdatasyncSync(fd);
  return bytes.length;
}

function read(fd: number, file: string): { header?: ChainGenesis; blocks: LoggedBlock[]; ends: number[] } {
  const bytes = Buffer.alloc(fstatSync(fd).size);
  for (let done = 0; done < bytes.length;) done += readSync(fd, bytes, done, bytes.length - done, done);
  const blocks: LoggedBlock[] = [];
  const ends: number[] = [];
  let header: ChainGenesis | undefined;
  for (let start = 0, end; (end = bytes.indexOf(10, start)) !== -1; start = end + 1) {
    let line;
    try {
      line = JSON.parse(bytes.toString("utf8", start, end));
    } catch (cause) {
      // A crash can leave blocks of zeros or half a line only at the end.
      if (header && bytes.indexOf(10, end + 1) === -1) break;
      throw new Error(`${file}: line ${ends.length + 1} is damaged; start again with --fresh`, { cause });
    }
    if (!header && line.format !== FORMAT) throw new Error(`${file} is not a dev chain log`);
    if (header) blocks.push(line);
    else header = { chainId: line.chainId, timestamp: line.timestamp, accounts: line.accounts };
    ends.push(end + 1);
  }
  // Without a header this is an empty file, a header that a crash tore, or somebody's file that must not be cut.
  const begin = JSON.stringify({ format: FORMAT }).slice(0, -1);
  if (!header && bytes.toString("utf8", 0, begin.length) !== begin.slice(0, bytes.length)) {
    throw new Error(`${file} is not a dev chain log`);
  }
  return { ...(header && { header }), blocks, ends: header ? ends : [0] };
}
