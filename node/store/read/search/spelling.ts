// Mistyped words: what is searched for instead of a word that no listing has, and what is proposed for one that hardly any has.
import type { ListingColumns } from "./columns.ts";
import type { TextHits } from "./hits.ts";
import { type Term, matchOf, termsOf } from "./words.ts";

/** A word of so few listings may be a mistake that others made too. */
const FEW = 3;
/** A proposal is to be this much commoner. */
const MUCH_COMMONER = 10;
/** Each costs a pass over the vocabulary. */
const MOST_LOOKED_FOR = 4;

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
  function nearTo(term: Term): string[] {
    const [word] = term.words;
    return term.words.length === 1 ? vocabulary.near(word!, term.isBeginning) : [];
  }

  /** Whether more listings have all terms than any mistyped word has. */
  function isCommon(matches: readonly string[], isRanked: boolean): boolean {
    // Of one word the titles are looked at first, as the list will be.
    const isTitled = isRanked && matches.length === 1 && hits.titled(matches).length > FEW;
    return isTitled || hits.places(matches).length > FEW;
  }

  /** @param isRanked the list begins with those that have the words in the title */
  return function read(typed: string, isRanked: boolean): Read {
    const answer: Read = { terms: [], words: [], spelling: [] };
    let looked = 0;
    const terms = termsOf(typed);
    if (terms.length > 0 && isCommon(terms.map(matchOf), isRanked)) {
      answer.terms = terms.map((term) => ({ match: matchOf(term), text: term.words.join(" ") }));
      answer.words = terms.flatMap(({ words }) => words);
      return answer;
    }
    for (const term of terms) {
      const match = matchOf(term);
      const listings = hits.count(match);
      const [word] = term.words;
      const near = listings <= FEW && looked++ < MOST_LOOKED_FOR ? nearTo(term) : [];
      if (listings === 0 && near.length > 0) {
        answer.terms.push({ match: `(${near.map((other) => `"${other}"`).join(" OR ")})`, text: word! });
        answer.words.push(...near);
        answer.spelling.push({ word: word!, instead: near, searched: true });
        continue;
      }
      answer.terms.push({ match, text: term.words.join(" ") });
      answer.words.push(...term.words);
      const commoner = near.filter((other) => hits.count(`"${other}"`) >= listings * MUCH_COMMONER);
      if (commoner.length > 0) answer.spelling.push({ word: word!, instead: commoner, searched: false });
    }
    return answer;
  };
}
