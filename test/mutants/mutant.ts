// What a mutant is: a fault planted in one place of the contracts, which a test must notice.

export interface Mutant {
  /** Below `contracts/`. */
  file: string;
  /** The exact text to replace; it occurs once in the file. */
  text: string;
  /** What stands there instead. */
  by: string;
  /** What the fault lets through. */
  lets: string;
  /** The invariant of docs/contracts-proof.md, or the rule, that it breaks. */
  breaks: string;
  /** Test files below `test/` that are run first; all others follow if they notice nothing. */
  first: string[];
}
