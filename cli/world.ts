// What a command has to do with the world outside: streams, environment, and Ctrl-C. A test hands in its own.
import { open, readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import type { Environment } from "./environment.ts";
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

/** @param file a path, or `-` for standard input. @throws UsageError if it cannot be read */
export async function readBytes(world: World, file: string): Promise<Uint8Array<ArrayBuffer>> {
  if (file === "-") {
    const chunks: Uint8Array[] = [];
    for await (const chunk of world.stdin) chunks.push(Buffer.from(chunk));
    return new Uint8Array(Buffer.concat(chunks));
  }
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The same, of a file that may be too large for memory. */
export async function streamBytes(world: World, file: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  if (file === "-") return streamOf(Readable.from(world.stdin));
  try {
    const handle = await open(file);
    if ((await handle.stat()).isFile()) return streamOf(handle.createReadStream());
    await handle.close();
  } catch (error) {
    throw unreadable(file, error);
  }
  throw new UsageError(`${file} cannot be read (it is no file)`);
}

const streamOf = (source: Readable) => Readable.toWeb(source) as ReadableStream<Uint8Array<ArrayBuffer>>;

const unreadable = (file: string, error: unknown): UsageError =>
  new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`);

export const readText = async (world: World, file: string): Promise<string> =>
  new TextDecoder().decode(await readBytes(world, file));
