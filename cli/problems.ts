// Tells what went wrong, what it is about and what to do, and gives the exit code.
import { ApiProblem, NodeUnreachable } from "../client/call.ts";
import type { Problem } from "../protocol/api/schemas.ts";
import { nameOf, optionAt } from "./request.ts";
import { isCommand } from "./settings.ts";
import type { Spec } from "./spec.ts";
import { styleFor } from "./terminal/style.ts";
import { record } from "./terminal/table.ts";
import { printable, printableJson, printableLines } from "./terminal/text.ts";
import { UsageError } from "./usage-error.ts";
import { Interrupted } from "./waiting.ts";
import type { World } from "./world.ts";

export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3, interrupted: 130 } as const;

/** By code, else by the code's first word: where to look. */
const ADVICE: Record<string, string> = {
  auth: "check --data, --token-file or SOUK_TOKEN: it takes a token of this node that reaches so far",
  "funds.insufficient": "souk balances shows what this account holds",
  "funds.nothing-to-withdraw": "souk balances shows what this account holds",
  "listing.changed": "look again with souk listings show, and buy what you see by its cid",
  "listing.sold-out": "souk listings search --available shows what can be bought",
  "address.unknown": "souk addresses list shows your book",
  "arbitrator.unknown": "souk arbitrator trusted shows whom you trust",
  "following.unknown": "souk following list shows whom you follow",
  "shipping.unknown": "souk shipping list shows your shipping profiles",
  "token.unknown": "souk tokens list shows those there are",
  "profile.unknown": "souk profiles list shows who is known here",
  "listing.unknown": "souk listings search shows what is known here",
  "listing.arbitrator": "souk profiles list --arbitrators shows who arbitrates",
  "variant.unknown": "souk listings show names the variants",
  "currency.unknown": "souk currencies shows what there is",
  "order.unknown": "souk orders list shows your orders",
  order: "souk orders show says what is possible now, and who is to act",
  operation: "souk operations list shows what this node was asked to do",
  signer: "souk node shows the signer, and what it was asked",
  "chain.unreachable": "souk node shows how the chain is",
};

const OWN_SHOP = /^(shop|drafts) /;
const OWN_ADVICE = "souk shop list shows your listings and drafts";

/** @param spec of the command that failed, if there was one */
export function tell(error: unknown, world: World, { spec, json }: { spec?: Spec | undefined; json: boolean }): number {
  const { stderr } = world;
  const style = styleFor(stderr, world.environment.colour);
  const say = (words: string) => void stderr.write(`${style("bad", "souk:")} ${printableLines(words)}\n`);
  if (error instanceof Interrupted) {
    stderr.write(`\n${error.message}\n`);
    return EXIT.interrupted;
  }
  if (world.interrupt.aborted) {
    // Nobody knows whether the node had taken it.
    if (spec?.command && isCommand(spec.command.route)) {
      stderr.write("\ninterrupted; souk operations list shows whether the node was asked already\n");
    }
    return EXIT.interrupted;
  }
  if (error instanceof UsageError) {
    say(error.message);
    if (error.topic !== undefined) stderr.write(`See: souk ${error.topic} --help\n`.replace("  ", " "));
    return EXIT.usage;
  }
  if (error instanceof NodeUnreachable) {
    say(error.message);
    stderr.write("npm run node -- --data <folder> starts one, npm start a market to try\n");
    return EXIT.unreachable;
  }
  if (error instanceof ApiProblem) {
    if (json) stderr.write(`${printableJson(error.problem)}\n`);
    else {
      say(error.problem.detail);
      const rows = rowsOf(error.problem, spec).map(([name, value]) => [name, value && printable(value)] as const);
      stderr.write(`${record(rows, { width: Infinity, style })}\n`);
    }
    return EXIT.refused;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(isUnreadable(error) ? "the node's answer is not what this souk expects: are both of the same version?" : message);
  return EXIT.refused;
}

function rowsOf({ code, field, subject, retryable }: Problem, spec: Spec | undefined): [string, string | undefined][] {
  const option = field === undefined ? undefined : optionAt(field.split("."), spec?.options ?? []).option;
  return [
    ["code", code],
    ["field", field && (option ? `${field} (${nameOf(option)})` : field)],
    ["subject", subject],
    [
      "what to do",
      (code === "listing.unknown" && OWN_SHOP.test(spec?.title ?? "") ? OWN_ADVICE : undefined) ??
        ADVICE[code] ??
        ADVICE[code.split(".")[0]!] ??
        (retryable ? "try again in a moment" : option && `see souk ${spec!.title} --help`),
    ],
  ];
}

const isUnreadable = (error: unknown): boolean => error instanceof Error && error.name === "ZodError";
