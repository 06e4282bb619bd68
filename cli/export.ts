// `souk export`: writes the own shop to a file as it comes, and says how far it is.
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { call as request } from "../client/call.ts";
import { API_PREFIX, routes } from "../protocol/api/routes.ts";
import type { Invocation } from "./arguments.ts";
import { createProgress } from "./progress.ts";
import { requestOf } from "./request.ts";
import type { Call } from "./answers.ts";
import { UsageError } from "./usage-error.ts";

const TIMEOUT_MS = 10 * 60_000;
const UNFINISHED = ".part";

export async function exportProducts({ world, connection, settings }: Call, invocation: Invocation): Promise<void> {
  const { query } = await requestOf(world, invocation);
  const output = settings.get("output");
  if (output === undefined && world.stdout.isTTY) throw new UsageError("where to? Give --output <file>, or - for here");
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  const target = `${API_PREFIX}${routes.exportListings.path}?${search}`;
  const response = await request(connection, target, { signal: world.interrupt }, TIMEOUT_MS);
  let bytes = 0;
  {
    using progress = createProgress(world.stderr);
    const counted = async function* () {
      for await (const part of response.body!) {
        bytes += part.length;
        if (world.stderr.isTTY) progress.step(`export: ${Math.round(bytes / 1_000)} kB`);
        yield part;
      }
    };
    if (output === undefined || output === "-") for await (const part of counted()) world.stdout.write(part);
    else await save(output, counted());
  }
  if (output !== undefined && output !== "-") world.stderr.write(`${bytes} bytes in ${output}\n`);
}

/** Under its name once it is whole. */
async function save(output: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
  const unfinished = output + UNFINISHED;
  try {
    await pipeline(parts, createWriteStream(unfinished));
    await rename(unfinished, output);
  } catch (error) {
    await rm(unfinished, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw typeof code === "string" ? new UsageError(`--output ${output} cannot be written (${code})`) : error;
  }
}
