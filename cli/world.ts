// What a command has to do with the world outside: streams, environment, and Ctrl-C. A test hands in its own.
import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { MAX_RAW_BYTES } from "../protocol/api/route.ts";
import type { Environment } from "./environment.ts";
import { Empty, TooLarge, readAtMost, readFileAtMost, whyUnreadable } from "./read-file.ts";
import { UsageError } from "./usage-error.ts";

export interface Sink {
  write(chunk: string | Uint8Array): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface World {
  stdin: AsyncIterable<Uint8Array | string>;
  stdout: Sink;
  stderr: Sink;
  environment: Environment;
  /** Aborts at Ctrl-C. */
  interrupt: AbortSignal;
}

/** @param file a path, or `-` for standard input. @throws UsageError if it cannot be read, or has more than a request may have */
export async function readBytes(world: World, file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await (file === "-" ? readAtMost(world.stdin, MAX_RAW_BYTES) : readFileAtMost(file, MAX_RAW_BYTES));
  } catch (error) {
    throw unreadable(file === "-" ? "standard input" : file, error);
  }
}

/** The same, of a file that may be too large for memory. @param onBytes is told how many were read, and of how many */
export async function streamBytes(
  world: World,
  file: string,
  { most, onBytes = () => {} }: { most: number; onBytes?: (read: number, all: number) => void },
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  if (file === "-") return streamOf(Readable.from(world.stdin));
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    if (stats.isFile() && stats.size === 0) throw new Empty();
    if (stats.size > most) throw new TooLarge(most);
    const source = (await open(file)).createReadStream();
    let read = 0;
    source.on("data", (part) => onBytes((read += part.length), stats.size));
    return streamOf(source.pause());
  } catch (error) {
    throw unreadable(file, error);
  }
}

const streamOf = (source: Readable) => Readable.toWeb(source) as ReadableStream<Uint8Array<ArrayBuffer>>;

const unreadable = (file: string, error: unknown): UsageError =>
  new UsageError(`${file} cannot be read: ${whyUnreadable(error)}`);

export const readText = async (world: World, file: string): Promise<string> =>
  new TextDecoder().decode(await readBytes(world, file));
