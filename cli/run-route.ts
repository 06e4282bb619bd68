// Runs a command that is a route: sends it, waits or pages, and prints the answer for a person or as JSON.
import type { Client } from "../client/client.ts";
import type { RouteName } from "../protocol/api/routes.ts";
import type { Operation } from "../protocol/api/schemas.ts";
import type { ListingPage } from "../protocol/api/search.ts";
import { type Call, factsOf, printOperation, writeJson } from "./answers.ts";
import type { Invocation } from "./arguments.ts";
import { type Bytes, writeBytes } from "./output.ts";
import { followEvents } from "./events.ts";
import { exportProducts } from "./export.ts";
import { importProducts } from "./import.ts";
import { createProgress } from "./progress.ts";
import { resolveReferences } from "./references.ts";
import { type Request, requestOf } from "./request.ts";
import { isBinary, isCommand, isPaged, isStream } from "./settings.ts";
import { printableJson } from "./terminal/text.ts";
import { anything } from "./views/anything.ts";
import { spellingText } from "./views/facets.ts";
import { show } from "./views/views.ts";
import { waitFor } from "./waiting.ts";

const MOST = 100;

/** Commands with more to do than a request. */
const SPECIAL: Partial<Record<RouteName, (call: Call, invocation: Invocation) => Promise<void>>> = {
  importListings: importProducts,
  exportListings: exportProducts,
  addFile,
};

export async function runRoute(call: Call, invocation: Invocation): Promise<void> {
  const { client, world, settings } = call;
  const { route } = invocation.spec.command!;
  await resolveReferences(client, invocation.spec, invocation.given);
  const special = SPECIAL[invocation.spec.command!.name];
  if (special) return special(call, invocation);
  const request = await requestOf(world, invocation);
  if (isStream(route)) return followEvents(call, request.query as { after?: string });
  if (isBinary(route))
    return writeBytes(world, settings.get("output"), () => send(call, invocation, request) as Promise<Bytes>);
  if (isPaged(route)) return listPages(call, invocation, request);
  const answer = await send(call, invocation, request);
  if (!isCommand(route)) return print(call, invocation, answer);
  const begun = hasOperations(answer) ? answer.operations : [answer as Operation];
  if (settings.has("no-wait") && !settings.has("json")) {
    for (const { id } of begun) world.stdout.write(`${id}\n`);
  } else if (settings.has("no-wait")) writeJson(call, answer);
  else if (hasOperations(answer)) {
    const operations: Operation[] = [];
    for (const operation of begun) operations.push(await waitFor(call, operation));
    await print(call, invocation, { ...answer, operations });
  } else await printOperation(call, await waitFor(call, answer as Operation));
}

/** Some commands begin several operations, and say more of them. */
const hasOperations = (answer: unknown): answer is { operations: Operation[] } =>
  typeof answer === "object" && answer !== null && "operations" in answer;

/** The client's methods are typed one by one; here any of them is called by what the schemas have checked. */
function send({ client, world }: Call, { spec }: Invocation, { params, query, body }: Request): Promise<unknown> {
  const { wait, ...rest } = query;
  const method = client[spec.command!.name as keyof Client] as (input: object) => Promise<unknown>;
  return method({ params, query: rest, wait, ...(body === undefined ? {} : { body }), signal: world.interrupt });
}

async function addFile(call: Call, invocation: Invocation): Promise<void> {
  await print(call, invocation, await uploaded(call, invocation));
}

/** What may be too large for memory takes a while: it says how far it is. */
async function uploaded(call: Call, invocation: Invocation): Promise<unknown> {
  using progress = createProgress(call.world.stderr);
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  const request = await requestOf(call.world, invocation, (read, all) =>
    progress.step(`${invocation.bytes}: ${megabytes(read)} of ${megabytes(all)} MB`),
  );
  return send(call, invocation, request);
}

interface Page {
  items: unknown[];
  next: string | null;
}

async function listPages(call: Call, invocation: Invocation, request: Request): Promise<void> {
  const { world, settings } = call;
  if (!settings.has("all")) {
    const page = (await send(call, invocation, request)) as Page;
    await print(call, invocation, page, page.items);
    await printRest(call, page);
    if (page.next !== null && !settings.has("json"))
      world.stderr.write(`there is more: --cursor ${page.next}, or --all\n`);
    return;
  }
  const query: Record<string, unknown> = { limit: MOST, ...request.query };
  const items: unknown[] = [];
  let cursor: unknown = query.cursor;
  do {
    const page = (await send(call, invocation, { ...request, query: { ...query, cursor } })) as Page;
    if (settings.has("json")) for (const item of page.items) world.stdout.write(`${printableJson(item)}\n`);
    else items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  if (!settings.has("json")) await print(call, invocation, undefined, items);
}

/** What a page says beside its items. */
async function printRest(call: Call, { items: _items, next: _next, ...page }: Page): Promise<void> {
  const { spelling = [], ...rest } = page as { spelling?: ListingPage["spelling"] };
  if (!call.settings.has("json")) for (const one of spelling) call.world.stdout.write(`\n${spellingText(one)}\n`);
  const said = Object.entries(rest).filter(
    ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  if (call.settings.has("json") || said.length === 0) return;
  call.world.stdout.write(`\n${anything(Object.fromEntries(said), await factsOf(call))}\n`);
}

async function print(call: Call, { spec }: Invocation, answer: unknown, shown = answer): Promise<void> {
  if (call.settings.has("json")) writeJson(call, answer);
  else if (shown === undefined) call.world.stdout.write("done\n");
  else call.world.stdout.write(`${show(spec.command!.name, shown, await factsOf(call))}\n`);
}
