// `souk export`: writes the own shop to a file as it comes, and says how far it is.
import { call as request } from "../client/call.ts";
import { API_PREFIX, routes } from "../protocol/api/routes.ts";
import type { Invocation } from "./arguments.ts";
import { saveWhole } from "./output.ts";
import { createProgress } from "./progress.ts";
import { requestOf } from "./request.ts";
import type { Call } from "./answers.ts";
import { UsageError } from "./usage-error.ts";

const TIMEOUT_MS = 10 * 60_000;

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
    else await saveWhole(output, counted);
  }
  if (output !== undefined && output !== "-") world.stderr.write(`${bytes} bytes in ${output}\n`);
}
