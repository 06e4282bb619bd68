// What a command is to the user: its title, arguments, options and example; made from the table, and by hand for what is no route.
import { type Command, commands, titleOf } from "./commands.ts";
import { type Option, optionsOf } from "./options.ts";
import { EVERYWHERE, type Setting, WAITING, settingsOf } from "./settings.ts";
import { UsageError, nearest } from "./usage-error.ts";

export interface Spec {
  title: string;
  summary: string;
  /** Options that may stand without their name, in this order. */
  takes: readonly Option[];
  options: readonly Option[];
  settings: readonly Setting[];
  example: string;
  /** Takes bytes: a path, or `-`. */
  bytes?: true;
  command?: Command;
}

const text = (flag: string, description: string, more: Partial<Option> = {}): Option => ({
  flag,
  place: "params",
  path: [flag],
  kind: { type: "text", form: "text" },
  required: true,
  description,
  limits: "",
  ...more,
});

const operation = text("operation", "its id");
const shell = text("shell", "", { kind: { type: "choice", choices: ["bash", "zsh"] } });
const topic = text("command", "like listings, or listings search", { required: false, kind: { type: "texts" } });

/** Commands that are no route of the API. */
export const OWN = {
  wait: {
    title: "operations wait",
    summary: "Wait until an operation is done; fails if it failed",
    takes: [operation],
    options: [operation],
    settings: WAITING,
    example: "souk operations wait <operation>",
  },
  link: {
    title: "link",
    summary: "A link that opens the page in a browser, once",
    takes: [],
    options: [],
    settings: [],
    example: "souk link",
  },
  completion: {
    title: "completion",
    summary: "A script that completes commands in bash or zsh",
    takes: [shell],
    options: [shell],
    settings: [],
    example: "souk completion bash",
  },
  help: {
    title: "help",
    summary: "What souk, a noun or a command does",
    takes: [topic],
    options: [topic],
    settings: [],
    example: "souk help orders buy",
  },
} as const satisfies Record<string, Spec>;

export const specs: readonly Spec[] = [...commands.map(specOf), ...Object.values(OWN)].toSorted((a, b) =>
  a.title.localeCompare(b.title, "en"),
);

function specOf(command: Command): Spec {
  const options = optionsOf(command);
  const named = (command.takes ?? []).map((field) => options.find(({ path }) => path.join(".") === field)!);
  return {
    title: titleOf(command),
    summary: command.route.summary,
    takes: [...options.filter(({ place }) => place === "params"), ...named],
    options,
    settings: [...settingsOf(command.route), ...(command.settings ?? [])],
    example: command.example,
    ...(command.route.rawBody ? { bytes: true as const } : {}),
    command,
  };
}

export const nouns: readonly string[] = [...new Set(specs.map(({ title }) => title.split(" ")[0]!))];
export const specsOf = (noun: string): Spec[] =>
  specs.filter(({ title }) => title === noun || title.startsWith(`${noun} `));
export const verbsOf = (noun: string): string[] => specsOf(noun).flatMap(({ title }) => title.split(" ")[1] ?? []);
/** Everything that a command takes by name. */
export const flagsOf = ({ options, settings }: Spec): string[] => [
  ...options.flatMap(({ flag, kind }) => (kind.type === "boolean" ? [flag, `no-${flag}`] : [flag])),
  ...[...settings, ...EVERYWHERE].map(({ flag }) => flag),
];

/** @returns the command, and how many words name it. @throws UsageError naming what there is */
export function findSpec(words: readonly string[]): { spec: Spec; used: number } {
  const [noun, verb] = words;
  if (noun === undefined) throw new UsageError("which command?", "");
  if (!nouns.includes(noun)) {
    const near = nearest(noun, nouns);
    throw new UsageError(
      `there is no command "${noun}"${near ? `; did you mean ${near}?` : `. There are: ${nouns.join(", ")}`}`,
      "",
    );
  }
  const exact = specs.find(({ title }) => title === `${noun} ${verb}`);
  if (exact) return { spec: exact, used: 2 };
  const bare = specs.find(({ title }) => title === noun);
  if (bare && (verb === undefined || bare.takes.length > 0 || verbsOf(noun).length === 0))
    return { spec: bare, used: 1 };
  const verbs = verbsOf(noun);
  if (verb === undefined) throw new UsageError(`souk ${noun} what? There are: ${verbs.join(", ")}`, noun);
  const near = nearest(verb, verbs);
  throw new UsageError(
    `souk ${noun} has no "${verb}"${near ? `; did you mean ${near}?` : `. There are: ${verbs.join(", ")}`}`,
    noun,
  );
}
