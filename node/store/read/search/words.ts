// Words: what counts as one in any script, and what a person typed as terms for the full-text index.
import { tidy } from "../../../../protocol/text.ts";

/** Scripts that put no spaces between words: there each letter is indexed as a word, and a word is a phrase of them. */
const UNSPACED = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]`;
const LETTER = String.raw`[\p{L}\p{N}\p{Co}]`;
const UNSPACED_LETTER = String.raw`[${LETTER}&&${UNSPACED}]\p{M}*`;

/** Runs of letters, digits, private use and marks, as the tokenizer of the index takes them. */
export const WORD = new RegExp(`${UNSPACED_LETTER}|[${LETTER}--${UNSPACED}][[${LETTER}--${UNSPACED}]\\p{M}]*`, "gv");
const HAS_UNSPACED = new RegExp(UNSPACED, "v");
const UNSPACED_LETTERS = new RegExp(UNSPACED_LETTER, "gv");

const IS_ASCII = /^[\0-\x7f]*$/;
/** What {@link WORD} finds in small ASCII letters, in a third of its time. */
const ASCII_WORD = /[a-z0-9]+/g;

/** Without the accents of Latin and Greek letters. Marks that make another letter (й, Devanagari, Thai) stay. */
const unaccented = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/([\p{sc=Latin}\p{sc=Greek}])[\u0300-\u036f]+/gu, "$1")
    .normalize("NFC");

/** A text as the index is to get it; the tokenizer does the rest. */
export function forIndex(text: string): string {
  if (IS_ASCII.test(text)) return text;
  const plain = unaccented(text);
  return HAS_UNSPACED.test(plain) ? plain.replace(UNSPACED_LETTERS, " $& ") : plain;
}

/** A word as the index has it. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  return IS_ASCII.test(lower) ? lower : unaccented(lower);
}

/** More than anybody types only costs time. */
const MAX_TERMS = 16;

export interface Term {
  /** Several stand next to each other, in this order. */
  words: readonly string[];
  /** Also longer words that begin with it. */
  isBeginning: boolean;
}

/** The words and "quoted phrases" of a query; its last word as a beginning, for it may still be growing. */
export function termsOf(typed: string): Term[] {
  const terms = new Map<string, Term>();
  for (const { 0: piece, 1: quoted } of tidy(typed).matchAll(/"([^"]*)"|[^"]+/g)) {
    const found = [...piece.matchAll(WORD)];
    for (const words of quoted === undefined ? runsOf(found) : [found.map(([word]) => word)]) {
      if (words.length === 0) continue;
      const name = words.join(" ");
      // Of a word that comes twice the last place counts.
      terms.delete(name);
      terms.set(name, { words: words.slice(0, MAX_TERMS), isBeginning: quoted === undefined && words.length === 1 });
      if (terms.size > 2 * MAX_TERMS) break;
    }
  }
  return [...terms.values()].slice(0, MAX_TERMS).map((term, index, { length }) => {
    // One letter as a beginning would match nearly everything.
    const isBeginning = term.isBeginning && index === length - 1 && term.words[0]!.length > 1;
    return { ...term, isBeginning };
  });
}

/** Letters of scripts without spaces stand right next to each other, and to words of other scripts: one phrase. */
function runsOf(found: readonly RegExpExecArray[]): string[][] {
  const runs: string[][] = [];
  let end = -1;
  for (const { 0: word, index } of found) {
    if (index === end) runs.at(-1)!.push(word);
    else runs.push([word]);
    end = index + word.length;
  }
  return runs;
}

/** As FTS5 takes it. Words are quoted: nothing typed is ever FTS5 syntax. */
export const matchOf = ({ words, isBeginning }: Term): string =>
  `"${words.map(fold).join(" ")}"${isBeginning ? " *" : ""}`;

/** No longer than words that can be mistyped. */
const MAX_NAME = 32;

/** The words of some texts, folded, each once, in order. */
export function namesIn(texts: readonly string[]): string[] {
  const text = texts.join(" ");
  const words = (IS_ASCII.test(text) ? text.toLowerCase().match(ASCII_WORD) : text.match(WORD)?.map(fold)) ?? [];
  const names = words.filter(({ length }) => length > 3 && length <= MAX_NAME).toSorted();
  return names.filter((name, index) => name !== names[index - 1]);
}
