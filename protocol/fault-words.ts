// Says what is wrong with a value that a schema refused, and what would be valid, in words for a person; a schema's own words go first.
import type { z } from "zod";

type RawIssue = z.core.$ZodRawIssue;

/** For `safeParse(value, IN_WORDS)`. Words are made only when the error is read. */
export const IN_WORDS: { error: z.core.$ZodErrorMap } = { error: faultWords };

/** @returns undefined for what only its schema can put into words */
export function faultWords(issue: RawIssue): string | undefined {
  const { input } = issue;
  if (input === undefined && issue.code !== "unrecognized_keys") return missing(issue);
  switch (issue.code) {
    case "invalid_type":
      return `expected ${nameOf(issue.expected)}${Number.isNaN(input) ? "" : `, not ${kindOf(input, issue.expected)}`}`;
    case "invalid_value":
      return `${choicesText(issue.values)}, not ${quoted(input)}`;
    case "too_big":
    case "too_small":
      return sizeText(issue);
    case "unrecognized_keys":
      return unknownFields(issue);
    case "invalid_format":
      return FORMS[issue.format] && `expected ${FORMS[issue.format]}`;
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}`;
    case "invalid_key":
      return `${quoted(issue.issues[0]?.input ?? issue.path?.at(-1))} is no valid name here: ${issue.issues[0]?.message}`;
    case "invalid_union":
      return unionText(issue);
    default:
      return undefined;
  }
}

const NAMES: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  object: "an object with fields",
  record: "an object with fields",
  array: "a list",
  date: "a time",
  null: "null",
  never: "nothing",
};
const nameOf = (type: string): string => NAMES[type] ?? type;

function kindOf(input: unknown, expected?: string): string {
  if (input === null) return "null";
  if (typeof input === "number" && expected === "int") return String(input);
  if (Array.isArray(input)) return "a list";
  return typeof input === "boolean" ? String(input) : nameOf(typeof input);
}

function missing(issue: RawIssue): string {
  if (issue.code === "invalid_type") return `it is missing: expected ${nameOf(issue.expected)}`;
  if (issue.code === "invalid_value") return `it is missing: ${choicesText(issue.values)}`;
  return "it is missing";
}

const FORMS: Partial<Record<string, string>> = {
  date: "a day, like 2026-11-25",
  datetime: "a time, like 2026-11-25T12:00:00Z",
  url: "an address, like https://example.org",
};

const MOST_SHOWN = 30;

function choicesText(values: readonly unknown[]): string {
  if (values.length === 1) return `expected ${String(values[0])}`;
  const rest = values.length > MOST_SHOWN ? ` or ${values.length - MOST_SHOWN} others` : "";
  return `expected one of ${values.slice(0, MOST_SHOWN).map(String).join(", ")}${rest}`;
}

const LONGEST = 40;

function quoted(input: unknown): string {
  if (typeof input !== "string" && typeof input !== "number") return kindOf(input);
  const text = String(input);
  return JSON.stringify(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

type SizeIssue = Extract<RawIssue, { code: "too_big" | "too_small" }>;

function sizeText(issue: SizeIssue): string {
  const isBig = issue.code === "too_big";
  const limit = Number(isBig ? issue.maximum : issue.minimum);
  const has = sizeOf(issue.input);
  if (issue.origin === "string") {
    if (!isBig && has === 0) return "it may not be empty";
    const word = isBig ? "it is too long" : "it is too short";
    return `${word}: ${boundText(issue, limit)} character${limit === 1 ? "" : "s"}, not ${has}`;
  }
  if (issue.origin === "array" || issue.origin === "set" || issue.origin === "map") {
    if (!isBig && has === 0) return `there is none: ${boundText(issue, limit)} ${limit === 1 ? "is" : "are"} needed`;
    return `there are too ${isBig ? "many" : "few"}: ${boundText(issue, limit)}, not ${has}`;
  }
  return `it is too ${isBig ? "large" : "small"}: ${boundText(issue, limit)}, not ${String(issue.input)}`;
}

function boundText(issue: SizeIssue, limit: number): string {
  if (issue.exact) return `exactly ${limit}`;
  if (issue.inclusive === false) return `${issue.code === "too_big" ? "less" : "more"} than ${limit}`;
  return `at ${issue.code === "too_big" ? "most" : "least"} ${limit}`;
}

const sizeOf = (input: unknown): number =>
  typeof input === "string" || Array.isArray(input) ? input.length : ((input as { size?: number }).size ?? 0);

function unknownFields({ keys, inst }: Extract<RawIssue, { code: "unrecognized_keys" }>): string {
  const shape = (inst as Partial<z.ZodObject> | undefined)?.shape;
  const known = shape ? `; known are: ${Object.keys(shape).join(", ")}` : "";
  return `there is no field ${keys.map((key) => quoted(key)).join(", ")}${known}`;
}

/** The branch that fits best; where none fits better, any of them would do. */
function unionText({ errors, note, ...issue }: Extract<RawIssue, { code: "invalid_union" }>): string | undefined {
  if (note !== undefined || errors.length === 0) {
    const { options, discriminator } = issue as { options?: readonly unknown[]; discriminator?: string };
    if (!options || discriminator === undefined) return undefined;
    const given = (issue.input as Record<string, unknown>)[discriminator];
    return given === undefined
      ? `it is missing: ${choicesText(options)}`
      : `${choicesText(options)}, not ${quoted(given)}`;
  }
  const groups = exclusive(errors, issue.input);
  if (groups) return oneOf(groups);
  const least = Math.min(...errors.map(({ length }) => length));
  const ways = errors
    .filter(({ length }) => length === least)
    .map((branch) =>
      branch.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message)).join(" and "),
    );
  return joined([...new Set(ways)]);
}

/** `expected text or a number, not true` where each says what it would take instead of the same. */
function joined(ways: readonly string[]): string {
  const parts = ways.flatMap((way) => {
    const [, valid, given] = /^expected (.+), not ([^,]+)$/.exec(way) ?? [];
    return given === undefined ? [] : [{ valid, given }];
  });
  const given = new Set(parts.map((part) => part.given));
  if (parts.length < ways.length || given.size > 1) return ways.join(", or ");
  return `expected ${parts.map(({ valid }) => valid).join(" or ")}, not ${[...given].join()}`;
}

/**
 * Fields that were given together, and that no branch of a union of objects takes together.
 * @returns what each branch would take of them, without what all take; undefined where that is not what is wrong
 */
export function exclusive(
  errors: readonly (readonly z.core.$ZodIssue[])[],
  input: unknown,
): readonly string[][] | undefined {
  if (typeof input !== "object" || input === null) return undefined;
  const given = Object.keys(input);
  const taken = errors.map((branch) => {
    const unknown = branch.flatMap((one) =>
      one.code === "unrecognized_keys" && one.path.length === 0 ? one.keys : [],
    );
    return given.filter((key) => !unknown.includes(key));
  });
  // Some branch takes them all, and something else is wrong; or there is one that none takes.
  if (taken.some(({ length }) => length === given.length)) return undefined;
  if (given.some((key) => !taken.some((keys) => keys.includes(key)))) return undefined;
  const groups = taken.map((keys) => keys.filter((key) => !taken.every((others) => others.includes(key))));
  return groups.filter(({ length }) => length > 0);
}

/** `give one of days and seconds` */
export function oneOf(groups: readonly (readonly string[])[]): string {
  const names = groups.map((group) => group.join(" with "));
  return `give one of ${listText(names)}`;
}

/** `days, hours and seconds` */
export const listText = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
