// Where the words matched: a short piece of text with the matches between U+0001 and U+0002.
import { WORD } from "./text-index.ts";

const BEFORE = 6;
const LENGTH = 24;

/** Case and diacritics away, as the index has it. */
const fold = (word: string): string => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** @returns the piece of the first text that has a match, else the beginning of the first text that has words */
export function snippetOf(texts: readonly string[], words: readonly string[]): string {
  const folded = words.map(fold);
  const prefix = folded.at(-1)!;
  const isMatch = (word: string) => folded.includes(word) || (prefix.length > 1 && word.startsWith(prefix));
  let beginning: string | undefined;
  for (const text of texts) {
    const found = [...text.matchAll(WORD)];
    if (found.length === 0) continue;
    const hits = found.map(([word]) => isMatch(fold(word)));
    const first = hits.indexOf(true);
    const from = Math.max(0, Math.min(first - BEFORE, found.length - LENGTH));
    const piece = cut(text, found, hits, from);
    if (first >= 0) return piece;
    beginning ??= piece;
  }
  return beginning ?? "";
}

function cut(text: string, found: RegExpExecArray[], hits: boolean[], from: number): string {
  const to = Math.min(from + LENGTH, found.length);
  let piece = from > 0 ? "…" : text.slice(0, found[0]!.index);
  for (let i = from; i < to; i++) {
    const [word] = found[i]!;
    const end = found[i]!.index + word.length;
    const after = i + 1 < to ? text.slice(end, found[i + 1]!.index) : "";
    piece += (hits[i] ? `\u0001${word}\u0002` : word) + after;
  }
  return to < found.length ? `${piece}…` : piece + text.slice(found[to - 1]!.index + found[to - 1]![0].length);
}
