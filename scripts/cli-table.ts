// `node scripts/cli-table.ts`: writes docs/cli.md, every command of the command line with its route, arguments and an example.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { placeholder, usageOf } from "../cli/help.ts";
import { EVERYWHERE, type Setting } from "../cli/settings.ts";
import { type Spec, nouns, specsOf } from "../cli/spec.ts";

const FILE = path.resolve(import.meta.dirname, "../docs/cli.md");

const INTRODUCTION = `# The command line

\`souk\` talks to a running node by its [HTTP API](../protocol/api/routes.ts): everything that the API can do is a command. It runs
from the project's folder as \`npx souk …\` or \`npm run souk -- …\`. This page is written by \`node scripts/cli-table.ts\` from
[cli/commands.ts](../cli/commands.ts) and the API's schemas; each example is run by [a test](../test/e2e/cli-examples.test.ts).

- **Which node.** The folder of \`--data\`, else of \`SOUK_DATA\`, else \`~/.souk\`, holds the port and the token. \`--url\` (\`SOUK_URL\`)
  and \`--token-file\` (\`SOUK_TOKEN_FILE\`) name them one by one; a token is sent over loopback or TLS only. A program that may not read
  the folder gets a token of its own by \`souk tokens make\`, to read or to do everything, and shows it in \`SOUK_TOKEN\`.
- **Answers.** Tables for people, cut to the terminal; with \`--json\` exactly what the API answers, on stdout and alone. A list is one
  page, \`--cursor\` goes on, \`--all\` is all of it, with \`--json\` as one line an item. Progress, hints and problems are on stderr.
- **Writing.** A command waits until what it asked for is done, and then says where to look at it. \`--no-wait\` prints the
  operation's id alone; \`souk operations wait <operation>\` takes it. Ctrl-C ends the waiting, not the operation.
- **Options** are the fields of the API: \`shipsFrom\` is \`--ships-from\`, \`delivery.city\` is \`--delivery-city\`. An object may be JSON,
  \`@file\`, or \`name=value,…\`; a whole body \`--file draft.json\`, whose fields options override. \`-\` is standard input.
- **Short names.** \`me\` is this node's account. An order may be called by the beginning of its id. Addresses as tables shorten them
  (\`0x1234…abcd\`) are taken by commands that only read ([why](decisions/0017-short-names.md)).
- **Currencies.** By symbol, in any case, or by address. Prices of a search are decimals of its \`--currency\` or \`--price-in\`; the API takes the smallest unit.
- **Exit codes.** 0 done, 1 refused by the node, 2 not understood, 3 no node answers, 130 interrupted.
- **Completion.** \`source <(souk completion bash)\`, or \`souk completion zsh\` as \`_souk\` in a folder of \`$fpath\`.
- **From any folder.** \`souk() { <project>/node_modules/.bin/node <project>/scripts/souk.mjs "$@"; }\`. It also begins in a quarter of the time of \`npx souk\`, which looks around first.
`;

/** `--check` writes nothing and fails if the file is not what it would write. */
const check = process.argv.includes("--check");

const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;
const settingText = ({ flag, value }: Setting): string => code(`--${flag}${value ? ` ${value}` : ""}`);

function rowOf(spec: Spec): string {
  const { summary, options, settings, command } = spec;
  const usage = code(usageOf(spec).replace(" [options]", ""));
  const named = options.filter(({ place, flag }) => place !== "params" && !partOf(spec, flag));
  const words = [
    ...named.map(
      (option) =>
        code(`--${option.flag}${placeholder(option).replace(", may be repeated", "")}`) +
        (option.required ? " \\*" : ""),
    ),
    ...settings.map(settingText),
  ].join(" ");
  const route = command ? ` (${command.route.method.toUpperCase()} ${code(command.route.path)})` : "";
  return `| ${usage} | ${summary.replaceAll("|", "\\|")}${route} | ${words} |`;
}

/** A field of an object that has an option as a whole. */
const partOf = ({ options }: Spec, flag: string): boolean =>
  options.some((other) => other.kind.type === "object" && !other.kind.list && flag.startsWith(`${other.flag}-`));

const sections = [
  INTRODUCTION,
  `Every command takes ${EVERYWHERE.map(settingText).join(" ")}. Options marked \\* are needed.\n`,
];
for (const noun of nouns) {
  const examples = specsOf(noun).map(({ example }) => example);
  sections.push(
    `## ${noun}\n`,
    "| command | what it does | options |",
    "| --- | --- | --- |",
    ...specsOf(noun).map(rowOf),
    "",
  );
  sections.push("```sh", ...examples, "```", "");
}

const text = await format(sections.join("\n"), { ...(await resolveConfig(FILE)), parser: "markdown" });
if (!check) await writeFile(FILE, text);
else if (text !== (await readFile(FILE, "utf8").catch(() => ""))) {
  console.error("docs/cli.md is stale: run node scripts/cli-table.ts");
  process.exitCode = 1;
}
