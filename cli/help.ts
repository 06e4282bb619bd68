// The help: of souk, of a noun, of a command; made from the table and the schemas.
import type { Option } from "./options.ts";
import { EVERYWHERE, type Setting } from "./settings.ts";
import { type Spec, findSpec, nouns, specs, specsOf } from "./spec.ts";

const INTRODUCTION = "souk, the command line of a Souk node";

/** @param words noun and verb, or less. @throws UsageError for a noun that is none */
export function helpOf(words: readonly string[]): string {
  const [noun, verb] = words;
  if (noun === undefined) return rootHelp();
  // Says what there is.
  if (!nouns.includes(noun) || (verb !== undefined && !isVerb(noun, verb))) findSpec(words);
  const exact = specs.find(({ title }) => title === `${noun} ${verb}`) ?? specs.find(({ title }) => title === noun);
  const siblings = specsOf(noun);
  if (!exact) return nounHelp(noun, siblings);
  const others = verb === undefined ? siblings.filter((spec) => spec !== exact) : [];
  return [commandHelp(exact), ...(others.length > 0 ? [`More of ${noun}\n${listed(others)}`] : [])].join("\n\n");
}

/** `souk import file.csv --help` names a file, no verb. */
const isVerb = (noun: string, verb: string): boolean =>
  specs.some(
    ({ title, takes, bytes }) => title === `${noun} ${verb}` || (title === noun && (takes.length > 0 || bytes)),
  );

const rootHelp = (): string =>
  [
    INTRODUCTION,
    "  souk <noun> <verb> [arguments] [options]",
    listed(specs),
    `Options of every command\n${rowsText(EVERYWHERE.map(settingRow))}`,
    "souk <noun> --help shows examples; souk <noun> <verb> --help shows all options; souk --version.\nExit codes: 0 done, 1 refused, 2 not understood, 3 no node answers, 130 interrupted.",
  ].join("\n\n");

const nounHelp = (noun: string, siblings: readonly Spec[]): string =>
  [`souk ${noun}`, listed(siblings), `Examples\n${siblings.map(({ example }) => `  ${example}`).join("\n")}`].join(
    "\n\n",
  );

export function commandHelp(spec: Spec): string {
  const { title, summary, takes, options, settings, example } = spec;
  const named = options.filter(({ place }) => place !== "params");
  return [
    `${usageOf(spec)}\n  ${summary}`,
    ...(takes.length > 0
      ? [`Arguments\n${rowsText(takes.map((option) => [`<${option.flag}>`, meaning(option)]))}`]
      : []),
    ...(named.length > 0 ? [`Options of ${title}\n${rowsText(named.map(optionRow))}`] : []),
    `Options\n${rowsText([...settings, ...EVERYWHERE].map(settingRow))}`,
    `Example\n  ${example}`,
  ].join("\n\n");
}

export function usageOf({ title, takes, bytes }: Spec): string {
  const words = takes.map(({ flag, place, required }) =>
    required && place === "params" ? `<${flag}>` : `[<${flag}>]`,
  );
  return ["souk", title, ...(bytes ? ["<file|->"] : []), ...words, "[options]"].join(" ");
}

const listed = (shown: readonly Spec[]): string => rowsText(shown.map(({ title, summary }) => [title, summary]));

const optionRow = (option: Option): [string, string] => [`--${option.flag}${placeholder(option)}`, meaning(option)];
const settingRow = ({ flag, value, description }: Setting): [string, string] => [
  `--${flag}${value ? ` ${value}` : ""}`,
  description,
];

export function placeholder({ kind }: Pick<Option, "kind">): string {
  if (kind.type === "boolean") return "";
  if (kind.type === "choice") return ` <${kind.choices.join("|")}>`;
  if (kind.type === "texts") return " <a,b,…>";
  if (kind.type === "object")
    return kind.list ? " <json|@file|name=value,…>, may be repeated" : " <json|@file|name=value,…>";
  if (kind.type === "secret") return " <file>";
  return kind.type === "number" ? " <number>" : ` <${kind.form}>`;
}

/** What the program takes where the API takes less. */
const TAKEN: Partial<Record<string, string>> = {
  address: "me is this account",
  currency: "symbol, or address, also as tables shorten it",
  price: "like 12.50, in the currency of --price-in, else of --currency: one is needed",
};

function meaning(option: Option): string {
  const { kind, required, group, limits, place } = option;
  const form = kind.type === "text" ? kind.form : "";
  const description = form === "price" ? "" : option.description;
  return [
    required && place !== "params" ? "needed" : "",
    group ? `needed here or in --${group}, if any of it is given` : "",
    description,
    kind.type === "object" ? `of ${fieldsText(kind.fields)}` : "",
    TAKEN[form],
    limits,
    defaultText(option.default),
  ]
    .filter(Boolean)
    .join("; ");
}

const fieldsText = (fields: readonly Option[]): string =>
  fields
    .filter(({ path }) => path.length === 1)
    .map(({ path, required }) => `${path[0]}${required ? "" : "?"}`)
    .join(", ");

const defaultText = (value: unknown): string =>
  value === undefined || value === "" || isEmptyList(value) ? "" : `default ${String(value)}`;
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function rowsText(rows: readonly (readonly [string, string])[]): string {
  const width = Math.min(28, Math.max(0, ...rows.map(([name]) => name.length)));
  return rows
    .map(([name, words]) => {
      if (!words) return `  ${name}`;
      return name.length > width ? `  ${name}\n  ${" ".repeat(width)}  ${words}` : `  ${name.padEnd(width)}  ${words}`;
    })
    .join("\n");
}
