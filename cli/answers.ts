// Prints what a node answered: as a view for a person, or exactly as it came.
import type { Connection } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import type { RouteName } from "../protocol/api/routes.ts";
import type { Operation } from "../protocol/api/schemas.ts";
import { styleFor } from "./terminal/style.ts";
import { printableJson } from "./terminal/text.ts";
import type { Facts } from "./views/facts.ts";
import { show } from "./views/views.ts";
import type { World } from "./world.ts";

export interface Call {
  world: World;
  client: Client;
  connection: Connection;
  settings: ReadonlyMap<string, string>;
}

export async function printAnswer(call: Call, name: RouteName, answer: unknown): Promise<void> {
  if (call.settings.has("json")) writeJson(call, answer);
  else call.world.stdout.write(`${show(name, answer, await factsOf(call))}\n`);
}

export const printOperation = (call: Call, operation: Operation): Promise<void> =>
  printAnswer(call, "operation", operation);

/** No content is no document. */
export const writeJson = ({ world }: Call, answer: unknown): void =>
  void (answer !== undefined && world.stdout.write(`${printableJson(answer, 2)}\n`));

/** Without them the answer is still shown, only with fewer words. */
export async function factsOf({ client, world, settings }: Call): Promise<Facts> {
  const { stdout, environment } = world;
  const [currencies, node] = await Promise.all([
    client.currencies().catch(() => []),
    client.node().catch(() => undefined),
  ]);
  // The next block is not earlier than either.
  const now = Math.max(Date.now(), Date.parse(node?.chain.time ?? "") || 0);
  return {
    width: stdout.isTTY ? (stdout.columns ?? 80) : Infinity,
    style: styleFor(stdout, environment.colour),
    full: settings.has("full"),
    now: new Date(now),
    currencies,
  };
}
