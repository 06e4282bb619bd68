// The words that listings are called by (titles, tags, categories), in memory, to find what a mistyped word was meant to be.
import { fold } from "./words.ts";

/** Letters that differ: none in short words, where anything is near to anything. */
const mistakesIn = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2);
/** Nobody mistypes a longer one so that it can be told what it was to be. */
const MAX_LENGTH = 32;
/** Hostile vocabularies are full of near misses: no more of them are weighed for one word. */
const MAX_WEIGHED = 10_000;
const MAX_PROPOSALS = 3;

export interface Vocabulary {
  /** @param words each once */
  add(words: readonly string[]): void;
  remove(words: readonly string[]): void;
  /**
   * The nearest words within one or two mistakes (a letter wrong, missing, too much, or two swapped), commonest first.
   * @param isBeginning the word may go on
   */
  near(word: string, isBeginning: boolean): string[];
}

export function createVocabulary(): Vocabulary {
  const places = new Map<string, number>();
  const words: string[] = [];
  const counts: number[] = [];
  const letters: number[] = [];

  function drop(place: number): void {
    const last = words.length - 1;
    places.delete(words[place]!);
    if (place !== last) {
      words[place] = words[last]!;
      counts[place] = counts[last]!;
      letters[place] = letters[last]!;
      places.set(words[place]!, place);
    }
    words.pop();
    counts.pop();
    letters.pop();
  }

  return {
    add(added) {
      for (const word of added) {
        const place = places.get(word);
        if (place !== undefined) counts[place]! += 1;
        else {
          places.set(word, words.length);
          words.push(word);
          counts.push(1);
          letters.push(lettersOf(word));
        }
      }
    },
    remove(removed) {
      for (const word of removed) {
        const place = places.get(word);
        if (place !== undefined && --counts[place]! === 0) drop(place);
      }
    },
    near(typed, isBeginning) {
      const word = fold(typed);
      const most = word.length > MAX_LENGTH ? 0 : mistakesIn(word.length);
      if (most === 0) return [];
      const mine = lettersOf(word);
      const found: { word: string; mistakes: number; count: number }[] = [];
      let weighed = 0;
      for (let place = 0; place < words.length; place++) {
        // Each mistake takes away one letter at most and adds one at most.
        const theirs = letters[place]!;
        if (bits(mine & ~theirs) > most || (!isBeginning && bits(theirs & ~mine) > most)) continue;
        const other = words[place]!;
        const longer = other.length - word.length;
        if (longer < -most || (!isBeginning && longer > most)) continue;
        if (++weighed > MAX_WEIGHED) break;
        const mistakes = distance(word, other, most, isBeginning);
        if (mistakes > 0 && mistakes <= most) found.push({ word: other, mistakes, count: counts[place]! });
      }
      const least = Math.min(...found.map(({ mistakes }) => mistakes));
      return found
        .filter(({ mistakes }) => mistakes === least)
        .toSorted((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
        .slice(0, MAX_PROPOSALS)
        .map((proposal) => proposal.word);
    },
  };
}

/** Which letters occur, of 32 kinds. */
function lettersOf(word: string): number {
  let set = 0;
  for (let i = 0; i < word.length; i++) set |= 1 << (word.charCodeAt(i) & 31);
  return set;
}

function bits(set: number): number {
  const pairs = set - ((set >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Three rows of the table, used again and again: of a word, its beginnings, and as many mistakes. */
const ROW = MAX_LENGTH + 4;
let [before, last, row] = [new Uint8Array(ROW), new Uint8Array(ROW), new Uint8Array(ROW)];

/**
 * Optimal string alignment; more than `most` is told as `most + 1`. Of the table only the diagonal and `most` beside it are computed.
 * @param word of at most 32 letters
 * @param isBeginning the distance to the nearest beginning of `other`
 */
export function distance(word: string, other: string, most: number, isBeginning = false): number {
  const { length } = word;
  const far = most + 1;
  if (other.length < length - most || (!isBeginning && other.length > length + most)) return far;
  const width = Math.min(other.length, length + most);
  for (let j = 0; j <= most; j++) last[j] = j;
  last[far] = far;
  for (let i = 1; i <= length; i++) {
    const from = Math.max(1, i - most);
    const to = Math.min(width, i + most);
    const letter = word.charCodeAt(i - 1);
    row[from - 1] = Math.min(far, from === 1 ? i : far);
    let least = row[from - 1]!;
    for (let j = from; j <= to; j++) {
      const theirs = other.charCodeAt(j - 1);
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (letter === theirs ? 0 : 1), far);
      if (i > 1 && j > 1 && letter === other.charCodeAt(j - 2) && word.charCodeAt(i - 2) === theirs) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return far;
    row[to + 1] = far;
    [before, last, row] = [last, row, before];
  }
  if (!isBeginning) return last[width]!;
  let nearest = far;
  for (let j = Math.max(0, length - most); j <= width; j++) nearest = Math.min(nearest, last[j]!);
  return nearest;
}
