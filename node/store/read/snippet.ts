// Where the words matched: a short piece of text with the matches between U+0001 and U+0002.
import { WORD, fold } from "./search/words.ts";

const BEFORE = 6;
const LENGTH = 24;
/** Characters. */
const MOST_WORD = 64;
const MOST_GAP = 16;

/** A hostile text may have words and gaps of thousands of characters. */
const clip = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`;

interface Found {
  start: number;
  end: number;
  isMatch: boolean;
}

/** @returns the piece of the first text that has a match, else the beginning of the first text that has words */
export function snippetOf(texts: readonly string[], words: readonly string[]): string {
  const folded = words.map(fold);
  const beginning = folded.at(-1)!;
  const isMatch = (word: string) => folded.includes(word) || (beginning.length > 1 && word.startsWith(beginning));
  let fallback: string | undefined;
  for (const text of texts) {
    const found: Found[] = [];
    let first = -1;
    for (const { 0: word, index: start } of text.matchAll(WORD)) {
      found.push({ start, end: start + word.length, isMatch: isMatch(fold(word)) });
      if (first < 0 && found.at(-1)!.isMatch) first = found.length - 1;
      // One word more than is shown tells that the text goes on.
      if (first >= 0 && found.length > first + LENGTH) break;
    }
    if (first >= 0) return cut(text, found, Math.max(0, Math.min(first - BEFORE, found.length - LENGTH)));
    if (found.length > 0) fallback ??= cut(text, found, 0);
  }
  return fallback ?? "";
}

function cut(text: string, found: readonly Found[], from: number): string {
  const shown = found.slice(from, from + LENGTH);
  let piece = from > 0 ? "…" : clip(text.slice(0, shown[0]!.start), MOST_GAP);
  for (const [index, { start, end, isMatch }] of shown.entries()) {
    const word = clip(text.slice(start, end), MOST_WORD);
    piece += isMatch ? `\u0001${word}\u0002` : word;
    piece += clip(text.slice(end, shown[index + 1]?.start ?? end), MOST_GAP);
  }
  return from + LENGTH < found.length ? `${piece}…` : piece + clip(text.slice(shown.at(-1)!.end), MOST_GAP);
}
