// Shell completion: the scripts, and the words that may come next, which the scripts ask for.
import { firstWords } from "./arguments.ts";
import { EVERYWHERE } from "./settings.ts";
import { flagsOf, nouns, specs, verbsOf } from "./spec.ts";

export const SHELLS = {
  bash: `# souk completion bash > ~/.local/share/bash-completion/completions/souk
_souk() {
  local IFS=$'\\n'
  COMPREPLY=($("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _souk souk
`,
  zsh: `#compdef souk
# souk completion zsh > a folder of $fpath, named _souk
_souk() {
  local -a found
  found=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _souk souk
`,
} as const;

/** @param words after `souk`, the last one being typed. @returns none where a file may be meant */
export function candidates(words: readonly string[]): string[] {
  const current = words.at(-1) ?? "";
  return possible(words.slice(0, -1), current).filter((word) => word.startsWith(current));
}

function possible(before: readonly string[], current: string): string[] {
  const [noun, verb] = firstWords(before).words;
  const spec = specs.find(({ title }) => title === `${noun} ${verb}`) ?? specs.find(({ title }) => title === noun);
  const last = before.at(-1)?.replace(/^--/, "");
  const option = before.at(-1)?.startsWith("--") ? spec?.options.find(({ flag }) => flag === last) : undefined;
  if (option?.kind.type === "choice") return [...option.kind.choices];
  if (option && option.kind.type !== "boolean") return [];
  if (spec?.settings.concat(EVERYWHERE).some(({ flag, value }) => value && before.at(-1) === `--${flag}`)) return [];
  if (current.startsWith("-"))
    return (spec ? flagsOf(spec) : EVERYWHERE.map(({ flag }) => flag)).map((flag) => `--${flag}`);
  if (noun === undefined) return [...nouns];
  if (noun === "help") return verb === undefined ? [...nouns] : verbsOf(verb);
  if (verb === undefined && verbsOf(noun).length > 0) return verbsOf(noun);
  const next = spec?.takes[0]?.kind;
  return next?.type === "choice" ? [...next.choices] : [];
}
