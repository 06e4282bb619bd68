// Makes the input of a route from what was typed, and checks it by the route's own schemas before anything is sent.
import type { z } from "zod";
import { IN_WORDS, exclusive, oneOf } from "../protocol/fault-words.ts";
import type { Invocation } from "./arguments.ts";
import type { Option, Place } from "./options.ts";
import { UsageError } from "./usage-error.ts";
import { parseJson, valueOf } from "./values.ts";
import { type World, readBytes, readText, streamBytes } from "./world.ts";

export interface Request {
  params: Record<string, string>;
  query: Record<string, unknown>;
  body?: unknown;
}

/** @param onBytes of a body that is read while it is sent. @throws UsageError with one line per fault */
export async function requestOf(
  world: World,
  { spec, given, settings, bytes }: Invocation,
  onBytes?: (read: number, all: number) => void,
): Promise<Request> {
  const { route } = spec.command!;
  const file = settings.get("file");
  const parts: Record<Place, Record<string, unknown>> = {
    params: {},
    query: {},
    body: file === undefined ? {} : objectIn(await readText(world, file), file),
  };
  // An object as a whole comes before its fields, whatever the order they were typed in.
  for (const option of spec.options) {
    const texts = given.get(option);
    if (texts) put(parts[option.place], option.path, await valueOf(option, texts, (path) => readText(world, path)));
  }
  const sent = Object.keys(parts.body).length > 0 || !route.body?.safeParse(undefined).success;
  const body = sent ? parts.body : undefined;
  const faults = [
    ...faultsOf(route.params, parts.params, "params", spec.options),
    ...faultsOf(route.query, travelling(parts.query), "query", spec.options),
    ...faultsOf(route.body, body, "body", spec.options),
  ];
  if (faults.length > 0) throw new UsageError([...new Set(faults)].join("\n"), spec.title);
  const { params, query } = parts;
  if (route.rawBody) {
    const content = await (route.streams
      ? streamBytes(world, bytes!, { most: route.maxBytes ?? Infinity, onBytes })
      : readBytes(world, bytes!));
    if (content instanceof Uint8Array && content.length === 0)
      throw new UsageError(`${bytes} cannot be read: it is empty`);
    return { params: params as Record<string, string>, query, body: content };
  }
  return { params: params as Record<string, string>, query, ...(route.body && body ? { body } : {}) };
}

function objectIn(text: string, file: string): Record<string, unknown> {
  const value = parseJson(text, file === "-" ? "standard input" : file);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${file} is JSON, but not an object: it starts with {`);
  }
  return value as Record<string, unknown>;
}

function put(target: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) target[first!] = value;
  else {
    const inner = target[first!];
    target[first!] = typeof inner === "object" && inner !== null ? { ...inner } : {};
    put(target[first!] as Record<string, unknown>, rest, value);
  }
}

/** A query travels as text, and its schema reads text. */
const travelling = (query: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));

type Issue = z.core.$ZodIssue;

function faultsOf(schema: z.ZodType | undefined, value: unknown, place: Place, options: readonly Option[]): string[] {
  const result = schema?.safeParse(value, IN_WORDS);
  if (!result || result.success) return [];
  return result.error.issues.flatMap((issue) =>
    tell(
      issue,
      [],
      value,
      options.filter((option) => option.place === place),
    ),
  );
}

function tell(issue: Issue, above: PropertyKey[], value: unknown, options: readonly Option[]): string[] {
  const path = [...above, ...issue.path].map(String);
  if (issue.code === "invalid_union") {
    const groups = exclusive(issue.errors, at(value, path));
    const wordOf = (key: string): string => {
      const { option, rest } = optionAt([...path, key], options);
      return option && rest.length === 0 ? nameOf(option) : [...path, key].join(".");
    };
    if (groups) return [oneOf(groups.map((group) => group.map(wordOf)))];
    // The branch that fits best; where none fits better, any of them would do.
    const least = Math.min(...issue.errors.map(({ length }) => length));
    const best = issue.errors.filter(({ length }) => length === least);
    return [
      best
        .flatMap((branch) => branch.flatMap((one) => tell(one, [...above, ...issue.path], value, options)))
        .join(", or "),
    ];
  }
  if (issue.code === "unrecognized_keys") {
    const known = options
      .filter((option) => option.path.length === path.length + 1)
      .map((option) => option.path.at(-1));
    return issue.keys.map((key) => `there is no field ${[...path, key].join(".")}; known are: ${known.join(", ")}`);
  }
  const { option, rest } = optionAt(path, options);
  const name = option
    ? nameOf(option) + (rest.length > 0 ? `, field ${rest.join(".")},` : "")
    : path.join(".") || "the body";
  if (at(value, path) === undefined) return [`${name} is needed`];
  return [`${name.replace(/,$/, "")}: ${issue.message}`];
}

export const nameOf = ({ flag, place }: Option): string => (place === "params" ? `<${flag}>` : `--${flag}`);

/** The option whose path is the longest beginning of this one. */
export function optionAt(
  path: readonly string[],
  options: readonly Option[],
): { option: Option | undefined; rest: string[] } {
  for (let length = path.length; length > 0; length--) {
    const option = options.find((one) => one.path.join(".") === path.slice(0, length).join("."));
    if (option) return { option, rest: path.slice(length) };
  }
  return { option: undefined, rest: [...path] };
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
