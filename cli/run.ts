// One command line from its words to its exit code.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createClient } from "../client/client.ts";
import { issueLink } from "../client/session.ts";
import { type Invocation, readArguments } from "./arguments.ts";
import { SHELLS, candidates } from "./completion.ts";
import { findNode } from "./environment.ts";
import { helpOf } from "./help.ts";
import { EXIT, tell } from "./problems.ts";
import { type Call, printOperation } from "./answers.ts";
import { runRoute } from "./run-route.ts";
import { nameOf } from "./request.ts";
import { OWN, type Spec } from "./spec.ts";
import { printableJson } from "./terminal/text.ts";
import { UsageError } from "./usage-error.ts";
import { valueOf } from "./values.ts";
import { timeoutOf, waitFor } from "./waiting.ts";
import type { World } from "./world.ts";

export async function run(args: readonly string[], world: World): Promise<number> {
  // Asked by the shell, for words that need not be a command yet.
  if (args[0] === "complete" && args[1] === "--") {
    world.stdout.write(
      candidates(args.slice(2))
        .map((word) => `${word}\n`)
        .join(""),
    );
    return EXIT.done;
  }
  if (args[0] === "--version") {
    world.stdout.write(`souk ${await version()}\n`);
    return EXIT.done;
  }
  let invocation: Invocation | undefined;
  try {
    const asked = helpAsked(args);
    if (asked) {
      world.stdout.write(`${helpOf(asked)}\n`);
      return EXIT.done;
    }
    invocation = readArguments(args);
    await perform(world, invocation);
    return EXIT.done;
  } catch (error) {
    return tell(error, world, { spec: invocation?.spec, json: invocation?.settings.has("json") ?? false });
  }
}

/** @returns the words that help is asked about */
function helpAsked(args: readonly string[]): string[] | undefined {
  const plain = args.filter((word) => !word.startsWith("-"));
  if (args.length === 0) return [];
  const before = args.slice(0, args.includes("--") ? args.indexOf("--") : args.length);
  if (before.includes("--help") || before.includes("-h")) return plain.slice(plain[0] === "help" ? 1 : 0);
  return plain[0] === "help" && args[0] === "help" ? plain.slice(1) : undefined;
}

async function perform(world: World, invocation: Invocation): Promise<void> {
  const { spec, settings } = invocation;
  timeoutOf(settings);
  if (is(spec, OWN.completion)) {
    world.stdout.write(SHELLS[(await only(invocation)) as keyof typeof SHELLS]);
    return;
  }
  const connection = await findNode(world.environment, settings);
  const client = createClient(connection);
  const call: Call = { world, client, connection, settings };
  if (is(spec, OWN.wait)) {
    const started = await client.operation({ params: { operation: await only(invocation) }, signal: world.interrupt });
    await printOperation(call, await waitFor(call, started));
  } else if (is(spec, OWN.link)) {
    const answer = await issueLink(connection);
    world.stdout.write(settings.has("json") ? `${printableJson(answer, 2)}\n` : `${answer.link}\n`);
  } else await runRoute(call, invocation);
}

const version = async (): Promise<string> =>
  (JSON.parse(await readFile(path.join(import.meta.dirname, "../package.json"), "utf8")) as { version: string })
    .version;

/** The one argument of a command that is no route. */
async function only({ spec, given }: Invocation): Promise<string> {
  const [option] = spec.takes;
  const texts = given.get(option!);
  if (!texts) throw new UsageError(`${nameOf(option!)} is needed`, spec.title);
  return (await valueOf(option!, texts, () => Promise.reject(new Error("no file is meant")))) as string;
}

const is = (spec: Spec, own: Spec): boolean => spec.title === own.title;
