// Reads what has to fit in memory: a file of this disk or a stream, and not more of it than it may have.
import { createReadStream } from "node:fs";

export class TooLarge extends Error {
  override readonly name = "TooLarge";
  constructor(most: number) {
    super(`it has more than ${most / 2 ** 20} MiB`);
  }
}

/** Nobody means to send nothing. */
export class Empty extends Error {
  override readonly name = "Empty";
  constructor() {
    super("it is empty");
  }
}

/** @throws TooLarge as soon as there is more, however much would follow */
export async function readAtMost(
  source: AsyncIterable<Uint8Array | string>,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > most) throw new TooLarge(most);
    parts.push(bytes);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** @throws TooLarge, or what the system says */
export const readFileAtMost = (file: string, most: number): Promise<Uint8Array<ArrayBuffer>> =>
  readAtMost(createReadStream(file), most);

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "this user may not read it",
};

/** Why a file cannot be read, for a person. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof TooLarge || error instanceof Empty) return error.message;
  const { code = "unknown reason" } = error as NodeJS.ErrnoException;
  return WORDS[code] ?? code;
}
