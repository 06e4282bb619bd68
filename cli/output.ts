// Where bytes go that a command answers with: into a file that is whole or not there, or to standard output.
import { once } from "node:events";
import { open, rename, rm, stat } from "node:fs/promises";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createProgress } from "./progress.ts";
import { UsageError } from "./usage-error.ts";
import type { World } from "./world.ts";

/** Too many for memory come as a stream. */
export type Bytes = Uint8Array | ReadableStream<Uint8Array>;

const UNFINISHED = ".part";

/**
 * @param output a path, `-` for standard output; unless that is a terminal, the same when left out
 * @param ask for the bytes, once it is known that they have somewhere to go
 */
export async function writeBytes(world: World, output: string | undefined, ask: () => Promise<Bytes>): Promise<void> {
  if (output === undefined && world.stdout.isTTY) {
    throw new UsageError("these bytes are not for a terminal: give --output <file>, or - for standard output");
  }
  const partsOf = (bytes: Bytes): Parts => (bytes instanceof Uint8Array ? [bytes] : bytes);
  if (output === undefined || output === "-") {
    for await (const part of partsOf(await ask())) {
      const hasRoom = world.stdout.write(part);
      if (hasRoom === false && world.stdout instanceof Writable) await once(world.stdout, "drain");
    }
    return;
  }
  using progress = createProgress(world.stderr);
  const count = await saveWhole(output, async function* () {
    if (world.stderr.isTTY) progress.step(`${output}: the node makes it`);
    let bytes = 0;
    for await (const part of partsOf(await ask())) {
      bytes += part.length;
      if (world.stderr.isTTY) progress.step(`${output}: ${(bytes / 1e6).toFixed(1)} MB`);
      yield part;
    }
  });
  world.stderr.write(`${count} bytes in ${output}\n`);
}

type Parts = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * A file gets its name once it is whole.
 * @param parts are asked for once it is known that they have somewhere to go
 * @returns its bytes
 */
export async function saveWhole(path: string, parts: () => AsyncIterable<Uint8Array>): Promise<number> {
  if ((await stat(path).catch(() => undefined))?.isDirectory()) throw unwritable(path, "EISDIR");
  try {
    // Opened before anything can break off: a stream that opens it itself may make the file after it was deleted.
    const file = (await open(path + UNFINISHED, "w")).createWriteStream();
    await pipeline(parts(), file);
    await rename(path + UNFINISHED, path);
    return file.bytesWritten;
  } catch (error) {
    await rm(path + UNFINISHED, { force: true });
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error; // of who sends
    throw unwritable(path, code);
  }
}

const unwritable = (path: string, code: string | undefined): UsageError =>
  new UsageError(`--output ${path} cannot be written: ${REASONS[code ?? ""] ?? code}`);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  EISDIR: "it is a folder",
  EACCES: "this user may not write there",
  ENOSPC: "the disk is full",
};
