// Mistyped words: what is searched for instead of a word that no listing has, and what is proposed for one that hardly any has.
import type { ListingColumns } from "./columns.ts";
import type { TextHits } from "./hits.ts";
import { type Term, matchOf, termsOf } from "./words.ts";

/** A word of so few listings may be a mistake that others made too. */
const FEW = 3;
/** A proposal is to be this much commoner. */
const MUCH_COMMONER = 10;
/** Each costs a pass over the vocabulary. */
const MOST_MISTYPED = 4;

export interface Correction {
  word: string;
  instead: string[];
  /** False: only proposed. */
  searched: boolean;
}

export interface Read {
  /** As FTS5 takes them, and as a person reads them. */
  terms: { match: string; text: string }[];
  /** Words to be marked where they matched. */
  words: string[];
  spelling: Correction[];
}

export function createSpelling(hits: TextHits, { vocabulary }: ListingColumns) {
  const known = (term: Term) => hits.count(matchOf(term), FEW + 1);

  function nearTo(term: Term): string[] {
    const [word] = term.words;
    return term.words.length === 1 ? vocabulary.near(word!, term.isBeginning) : [];
  }

  return function read(typed: string): Read {
    const answer: Read = { terms: [], words: [], spelling: [] };
    let mistyped = 0;
    for (const term of termsOf(typed)) {
      const listings = known(term);
      const [word] = term.words;
      const near = listings <= FEW && mistyped < MOST_MISTYPED ? nearTo(term) : [];
      if (near.length > 0) mistyped++;
      if (listings === 0 && near.length > 0) {
        answer.terms.push({ match: `(${near.map((other) => `"${other}"`).join(" OR ")})`, text: word! });
        answer.words.push(...near);
        answer.spelling.push({ word: word!, instead: near, searched: true });
        continue;
      }
      answer.terms.push({ match: matchOf(term), text: term.words.join(" ") });
      answer.words.push(...term.words);
      const commoner = near.filter(
        (other) => hits.count(`"${other}"`, listings * MUCH_COMMONER) >= listings * MUCH_COMMONER,
      );
      if (commoner.length > 0) answer.spelling.push({ word: word!, instead: commoner, searched: false });
    }
    return answer;
  };
}
