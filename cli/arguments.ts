// Reads the words of a command line: which command, its arguments, options and settings; nothing is guessed.
import type { Option } from "./options.ts";
import { EVERYWHERE, SETTINGS, type Setting } from "./settings.ts";
import { type Spec, findSpec, flagsOf } from "./spec.ts";
import { UsageError, nearest } from "./usage-error.ts";

export interface Invocation {
  spec: Spec;
  /** Options as they were typed; one that was repeated has several texts. */
  given: Map<Option, string[]>;
  settings: ReadonlyMap<string, string>;
  /** The file of a command that takes bytes. */
  bytes?: string | undefined;
}

interface Words {
  plain: string[];
  named: { flag: string; value: string | undefined }[];
}

/** @throws UsageError; its topic is the command whose help would help */
export function readArguments(args: readonly string[]): Invocation {
  const { spec, rest } = commandOf(args);
  try {
    const words = split(rest, (flag) => takesValue(spec, flag));
    const settings = new Map<string, string>();
    const given = new Map<Option, string[]>();
    for (const { flag, value } of words.named) {
      const found = optionOf(spec, flag);
      if (found) given.set(found.option, [...(given.get(found.option) ?? []), found.no ? "false" : (value ?? "true")]);
      else settings.set(flag, value ?? "true");
    }
    const bytes = spec.bytes && !settings.has("help") ? bytesOf(words.plain) : undefined;
    assign(spec, words.plain, given);
    return { spec, given, settings, bytes };
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(error.message, spec.title) : error;
  }
}

/** The first two plain words and where they stand; settings may stand before them. */
export function firstWords(args: readonly string[]): { words: string[]; places: number[] } {
  const words: string[] = [];
  const places: number[] = [];
  for (let at = 0; at < args.length && words.length < 2; at++) {
    const word = args[at]!;
    if (!word.startsWith("-") || word === "-") {
      words.push(word);
      places.push(at);
    } else if (words.length > 0) break;
    else if (!word.includes("=") && settingOf(SETTINGS, word.replace(/^--/, ""))?.value) at++;
  }
  return { words, places };
}

function commandOf(args: readonly string[]): { spec: Spec; rest: string[] } {
  const { words, places } = firstWords(args);
  const { spec, used } = findSpec(words);
  return { spec, rest: args.filter((_, at) => !places.slice(0, used).includes(at)) };
}

function isSwitch(flag: string): boolean {
  const setting = settingOf(SETTINGS, flag);
  return setting !== undefined && setting.value === undefined;
}

function split(args: readonly string[], takes: (flag: string) => boolean): Words {
  const words: Words = { plain: [], named: [] };
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === "--") return { ...words, plain: [...words.plain, ...args.slice(at + 1)] };
    if (word === "-h") words.named.push({ flag: "help", value: undefined });
    else if (/^--\w/.test(word)) {
      const [, flag = "", inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      const needed = takes(flag);
      const value = inline ?? (needed ? args[++at] : undefined);
      if (inline !== undefined && !needed && isSwitch(flag)) {
        throw new UsageError(`--${flag} takes no value: write it, or leave it out`);
      }
      if (needed && (value === undefined || (inline === undefined && /^--\w/.test(value)))) {
        throw new UsageError(
          `--${flag} needs a value${value === undefined ? "" : `; if it is ${value}, write --${flag}=${value}`}`,
        );
      }
      words.named.push({ flag, value });
    } else if (word.startsWith("-") && word !== "-") {
      throw new UsageError(`there is no ${word}: options are written out, such as --json (and -h for --help)`);
    } else words.plain.push(word);
  }
  return words;
}

/** @throws UsageError for a flag that this command does not know */
function takesValue(spec: Spec, flag: string): boolean {
  const found = optionOf(spec, flag);
  if (found) return found.option.kind.type !== "boolean";
  const setting = settingOf([...spec.settings, ...EVERYWHERE], flag);
  if (setting) return setting.value !== undefined;
  const flags = flagsOf(spec);
  const near = nearest(flag, flags);
  const known = flags.map((name) => `--${name}`).join(" ");
  throw new UsageError(
    `souk ${spec.title} has no --${flag}${near ? `; did you mean --${near}?` : ""}\nIt takes: ${known}`,
  );
}

function optionOf({ options }: Spec, flag: string): { option: Option; no: boolean } | undefined {
  const option = options.find((one) => one.flag === flag);
  if (option) return { option, no: false };
  const negated = options.find(({ flag: name, kind }) => kind.type === "boolean" && `no-${name}` === flag);
  return negated && { option: negated, no: true };
}

const settingOf = (settings: readonly Setting[], flag: string): Setting | undefined =>
  settings.find((one) => one.flag === flag);

function bytesOf(plain: string[]): string {
  const file = plain.shift();
  if (file === undefined) throw new UsageError("which file? Give its path, or - for standard input");
  return file;
}

/** `seller/listing` is two arguments in one word, as the node writes it. */
function assign({ takes, title }: Spec, plain: readonly string[], given: Map<Option, string[]>): void {
  const open = takes.filter((option) => !given.has(option));
  const words = open.length === 2 && plain.length === 1 && open.every(isKey) ? plain[0]!.split("/") : plain;
  const last = open.at(-1);
  if (words.length > open.length && last?.kind.type !== "texts") {
    const takesWhat = takes.length > 0 ? takes.map(({ flag }) => `<${flag}>`).join(" ") : "no arguments";
    throw new UsageError(`"${words[open.length]}" is one argument too many: souk ${title} takes ${takesWhat}`);
  }
  for (const [index, word] of words.entries()) {
    const option = open[index] ?? last!;
    given.set(option, [...(given.get(option) ?? []), word]);
  }
}

/** An address or a listing's id: neither has a slash in it. */
const isKey = ({ path }: Option): boolean => path[0] === "seller" || path[0] === "listing";
