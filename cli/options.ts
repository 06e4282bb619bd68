// The options of a command, derived from the schemas of its route: names, kinds, defaults, and what they are for.
import { z } from "zod";
import type { Command } from "./commands.ts";

export type Place = "params" | "query" | "body";

export type Kind =
  | { type: "text"; form: "address" | "digest" | "currency" | "price" | "text" }
  | { type: "number" }
  | { type: "boolean" }
  | { type: "choice"; choices: readonly string[] }
  | { type: "texts" }
  /** The first line of a file: an argument would show in the list of processes and in the shell's history. */
  | { type: "secret" }
  /** An object, or a list of objects, as JSON, `@file`, or `key=value,…` of these fields. */
  | { type: "object"; list: boolean; fields: readonly Option[] };

export interface Option {
  /** Without dashes. */
  flag: string;
  place: Place;
  path: readonly string[];
  kind: Kind;
  required: boolean;
  default?: unknown;
  description: string;
  /** Needed where any option of this group is given. */
  group?: string;
  /** What the schema allows: `1 to 100`, `at most 140 characters`. */
  limits: string;
}

interface JsonSchema {
  type?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  enum?: string[];
  const?: unknown;
  default?: unknown;
  description?: string;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

const FORMS: Record<string, "address" | "digest"> = {
  "^0x[0-9a-fA-F]{40}$": "address",
  "^0x[0-9a-fA-F]{64}$": "digest",
};

/** @returns the parameters of the path first, in its order */
export function optionsOf(command: Command): Option[] {
  const { params, query, body } = command.route;
  const found: Option[] = [];
  for (const [place, schema] of [
    ["params", params],
    ["query", query],
    ["body", body],
  ] as const) {
    if (!schema) continue;
    const root = z.toJSONSchema(schema, { io: "input" }) as JsonSchema;
    const booleans = place === "query" ? booleansOf(schema) : [];
    const options = read(place, root, root.$defs ?? {}).map((option) =>
      booleans.includes(option.path.join(".")) ? { ...option, kind: { type: "boolean" } as const } : option,
    );
    found.push(...options.filter((option) => !isWait(command, option)).map((option) => renamed(command, option)));
  }
  return found;
}

/** Commands wait by `--no-wait` and `--timeout`, which the program sees to. */
const isWait = ({ route }: Command, { place, flag }: Option): boolean =>
  route.status === 202 && place === "query" && flag === "wait";

const renamed = ({ names = {} }: Command, option: Option): Option => ({
  ...option,
  flag: names[option.path.join(".")] ?? option.flag,
});

/** Fields that travel as text in the query and mean yes or no. */
function booleansOf(schema: z.ZodType): string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as JsonSchema;
  return Object.keys(properties).filter((name) => properties[name]!.type === "boolean");
}

function read(place: Place, root: JsonSchema, definitions: Record<string, JsonSchema>): Option[] {
  const whole = (schema: JsonSchema): JsonSchema => {
    const named = schema.$ref ? { ...definitions[schema.$ref.split("/").at(-1)!], ...schema } : schema;
    const branches = named.anyOf ?? named.oneOf;
    if (!branches) return named;
    const real = branches.filter(({ type }) => type !== "null").map(whole);
    return { ...merged(real), ...named };
  };

  const enter = (object: JsonSchema, path: readonly string[], group?: string): Option[] =>
    Object.entries(object.properties ?? {}).flatMap(([name, inner]) => {
      const schema = whole(inner);
      const here = [...path, name];
      const needed = (object.required ?? []).includes(name);
      const option = (kind: Kind): Option => ({
        flag: here.map(dashed).join("-") + (kind.type === "secret" ? "-file" : ""),
        place,
        path: here,
        kind,
        required: needed && group === undefined,
        ...(needed && group !== undefined ? { group } : {}),
        ...(schema.default === undefined || schema.default === null ? {} : { default: schema.default }),
        description: schema.description ?? "",
        limits: limitsOf(schema),
      });
      if (schema.properties) {
        const together = option({ type: "object", list: false, fields: enter(schema, []) });
        return isFlat(schema) ? [together, ...enter(schema, here, together.flag)] : [together];
      }
      const items = schema.items && whole(schema.items);
      if (items?.properties) return [option({ type: "object", list: true, fields: enter(items, []) })];
      return [option(kindOf(schema, name))];
    });

  const isFlat = ({ properties = {} }: JsonSchema): boolean =>
    Object.values(properties)
      .map(whole)
      .every((inner) => !inner.properties);

  return enter(whole(root), []);
}

/** Either of several objects: what all of them need is needed. */
function merged(branches: readonly JsonSchema[]): JsonSchema {
  if (branches.length === 1) return branches[0]!;
  const properties: Record<string, JsonSchema> = {};
  for (const [name, schema] of branches.flatMap((branch) => Object.entries(branch.properties ?? {}))) {
    const choices = [properties[name], schema].flatMap((one) => one?.enum ?? one?.const ?? []).map(String);
    properties[name] = choices.length > 0 ? { ...schema, const: undefined, enum: choices } : schema;
  }
  const required = branches[0]?.required?.filter((name) => branches.every((branch) => branch.required?.includes(name)));
  return Object.keys(properties).length > 0 ? { type: "object", properties, required: required ?? [] } : branches[0]!;
}

/** Amounts of one currency, which another option names. */
const PRICES = ["minPrice", "maxPrice"];
/** Addresses that are known by a symbol. */
const CURRENCIES = ["currency", "priceIn"];

function kindOf({ type, enum: choices, const: only, pattern = "", format }: JsonSchema, name: string): Kind {
  if (format === "password") return { type: "secret" };
  if (choices) return { type: "choice", choices };
  if (only !== undefined) return { type: "choice", choices: [String(only)] };
  if (type === "integer" || type === "number") return { type: "number" };
  if (type === "boolean") return { type: "boolean" };
  if (type === "array") return { type: "texts" };
  if (PRICES.includes(name)) return { type: "text", form: "price" };
  const form = FORMS[pattern] ?? "text";
  return { type: "text", form: form === "address" && CURRENCIES.includes(name) ? "currency" : form };
}

function limitsOf({ minimum, maximum, minLength = 0, maxLength, maxItems }: JsonSchema): string {
  if (maxItems !== undefined) return `at most ${maxItems}`;
  if (maxLength !== undefined) {
    return `${minLength > 1 ? (minLength === maxLength ? "" : `${minLength} to `) : "at most "}${maxLength} characters`;
  }
  // zod says of every integer that it is a safe one.
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  if (least !== undefined) return `at least ${least}`;
  return most === undefined ? "" : `at most ${most}`;
}

/** `shipsFrom` → `ships-from` */
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
