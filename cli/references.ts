// Short ways to name things: `me` for this node's account, and ids as tables shorten them, where just one thing can be meant.
import type { Client } from "../client/client.ts";
import { resolveCurrencies } from "./currencies.ts";
import type { Option } from "./options.ts";
import { nameOf } from "./request.ts";
import type { Spec } from "./spec.ts";
import { SHORT_ADDRESS } from "./terminal/text.ts";
import { UsageError } from "./usage-error.ts";

const PAGE = 100;

/**
 * Replaces them in place. Money never goes to a shortened address: anyone can make one that looks alike, so only commands
 * that change nothing take one.
 * @throws UsageError where several things or none fit
 */
export async function resolveReferences(
  client: Client,
  { options, command }: Spec,
  given: Map<Option, string[]>,
): Promise<void> {
  await resolveCurrencies(client, given);
  const reads = command?.route.method === "get";
  for (const [option, texts] of given) {
    if (option.kind.type !== "text" || !options.includes(option)) continue;
    const { form } = option.kind;
    const named = await Promise.all(
      texts.map((text) => {
        if (form === "address" && text === "me") return client.node().then(({ address }) => address);
        if (form === "address" && reads && SHORT_ADDRESS.test(text)) return accountLike(client, option, text);
        if (form === "digest" && SHORT_DIGEST.test(text)) return orderLike(client, option, text);
        return text;
      }),
    );
    given.set(option, named);
  }
}

const SHORT_DIGEST = /^0x[0-9a-f]{4,63}(…|\.\.\.)?$/i;

async function accountLike(client: Client, option: Option, text: string): Promise<string> {
  const [first = "", last = ""] = text.toLowerCase().split(/…|\.\.\./);
  const [{ address }, profiles] = await Promise.all([client.node(), client.profiles()]);
  const known = new Set([address, ...profiles.map(({ owner }) => owner)]);
  return only(
    option,
    text,
    [...known].filter((owner) => owner.startsWith(first) && owner.endsWith(last)),
  );
}

async function orderLike(client: Client, option: Option, text: string): Promise<string> {
  const begin = text.toLowerCase().replace(/…|\.\.\./, "");
  const fitting: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await client.orders({ query: { limit: PAGE, cursor } });
    fitting.push(...items.map(({ id }) => id).filter((id) => id.startsWith(begin)));
    cursor = next ?? undefined;
  } while (cursor);
  return only(option, text, fitting);
}

function only(option: Option, text: string, found: readonly string[]): string {
  if (found.length === 1) return found[0]!;
  const why =
    found.length === 0
      ? "is short for nothing known here; --full shows whole ids"
      : `may be any of ${found.join(", ")}`;
  throw new UsageError(`${nameOf(option)}: ${text} ${why}`);
}
