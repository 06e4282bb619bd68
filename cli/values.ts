// Reads the text of an option as the value that its field wants.
import type { Kind, Option } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** @param readFile of an `@file`. @throws UsageError naming the option and what it takes */
export async function valueOf(
  option: Option,
  texts: readonly string[],
  readFile: (path: string) => Promise<string>,
): Promise<unknown> {
  const { kind } = option;
  if (kind.type === "texts") return texts.flatMap(listOf);
  if (kind.type === "object") {
    const objects = (await Promise.all(texts.map((text) => objectOf(option, kind, text, readFile)))).flat();
    if (kind.list) return objects;
  }
  const [text, another] = texts as [string, string?];
  if (another !== undefined) throw wrong(option, "is given twice");
  if (kind.type === "object") return (await objectOf(option, kind, text, readFile))[0];
  if (kind.type === "secret") return (await readFile(text)).split(/\r?\n/, 1)[0];
  return scalarOf(option, text);
}

function scalarOf(option: Option, text: string): unknown {
  const { kind } = option;
  if (kind.type === "number") {
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw wrong(option, `takes a number, not "${text}"`);
    return Number(text);
  }
  if (kind.type === "boolean") {
    if (text !== "true" && text !== "false") throw wrong(option, `takes true or false, not "${text}"`);
    return text === "true";
  }
  if (kind.type === "choice" && !kind.choices.includes(text)) {
    throw wrong(option, `takes one of ${kind.choices.join(", ")}, not "${text}"`);
  }
  return text;
}

const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

async function objectOf(
  option: Option,
  kind: Extract<Kind, { type: "object" }>,
  text: string,
  readFile: (path: string) => Promise<string>,
): Promise<unknown[]> {
  const source = text.startsWith("@") ? await readFile(text.slice(1)) : text;
  if (!/^\s*[[{]/.test(source) && source.trim() !== "null") return [pairsOf(option, kind.fields, source)];
  const value: unknown = parseJson(source, `--${option.flag}`);
  return kind.list && Array.isArray(value) ? value : [value];
}

/** `price=12.50,stock=3`; a list has + between: `to=PT+ES` */
function pairsOf(option: Option, fields: readonly Option[], text: string): Record<string, unknown> {
  const known = fields.filter(({ path, kind }) => path.length === 1 && kind.type !== "object");
  const pairs = text.split(",").map((pair): [string, unknown] => {
    const [, name = "", value = ""] = /^\s*([\w-]+)=(.*)$/s.exec(pair) ?? [];
    const field = known.find(({ flag, path }) => flag === name || path[0] === name);
    if (!field) {
      const names = known.map(({ path }) => path[0]).join(", ");
      throw wrong(option, `takes JSON, @file, or pairs like name=value of ${names}; not "${pair}"`);
    }
    return [
      field.path[0]!,
      field.kind.type === "texts" ? value.split("+") : scalarOf({ ...field, flag: `${option.flag} ${name}` }, value),
    ];
  });
  return Object.fromEntries(pairs);
}

/** @throws UsageError */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} is not JSON: ${(error as Error).message}`);
  }
}

const wrong = ({ flag }: Option, words: string): UsageError => new UsageError(`--${flag} ${words}`);
