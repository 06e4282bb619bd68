// Text of strangers on a terminal: made harmless, measured in columns, cut and padded.

/** Escape sequences, line breaks and bidirectional overrides could rewrite what stands around them. */
const UNSAFE = /[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const UNSAFE_IN_LINES = /(?!\n)[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

export const printable = (text: string): string => text.replace(UNSAFE, "·");
/** As {@link printable}, but line breaks stay. */
export const printableLines = (text: string): string => text.replace(UNSAFE_IN_LINES, "·");

/** The same document, with what could command a terminal written as `\\uXXXX`. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(
    UNSAFE_IN_LINES,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const graphemes = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
const columnsOf = (grapheme: string): number => (WIDE.test(grapheme) ? 2 : 1);

/** Columns that the text takes on a terminal. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + columnsOf(grapheme), 0);
}

/** At most so many columns; what is cut ends in `…`. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  let columns = 0;
  for (const grapheme of graphemes(text)) {
    columns += columnsOf(grapheme);
    if (columns > width - 1) break;
    kept += grapheme;
  }
  return `${kept}…`;
}

export const padded = (text: string, width: number, right = false): string => {
  const room = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? room + text : text + room;
};

/** `0x1234…abcd` of an address, `0x12345678…` of a digest; anything else as it is. */
export function shortened(id: string): string {
  if (/^0x[0-9a-f]{40}$/i.test(id)) return `${id.slice(0, 6)}…${id.slice(-4)}`;
  return /^0x[0-9a-f]{64}$/i.test(id) ? `${id.slice(0, 10)}…` : id;
}

/** An address as tables shorten it, or typed so. */
export const SHORT_ADDRESS = /^0x[0-9a-f]{4}(…|\.\.\.)[0-9a-f]{4}$/i;
