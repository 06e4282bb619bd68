// The text of an HTML description, and the HTML of a text: nothing of the markup is kept, and a text comes back as it was.
import { decodeEntities } from "./entities.ts";

/** Their content is for programs. */
const HIDDEN = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "iframe",
  "object",
  "svg",
  "head",
  "title",
  "textarea",
]);
const PARAGRAPHS = new Set(["p", "ul", "ol", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"]);
const LINES = new Set(["div", "li", "tr", "section", "article", "header", "footer", "dt", "dd"]);

const TAG = /^<(\/?)([a-zA-Z][a-zA-Z0-9:-]{0,31})/;
// Whatever else a description holds may not be text of a listing (protocol/text.ts).
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

/** Reads once from left to right: a `<` that begins no tag is text, a tag that never ends is dropped with all behind it. */
export function textOf(html: string): string {
  const parts: string[] = [];
  for (let at = 0; at < html.length;) {
    const next = html.indexOf("<", at);
    if (next === -1) {
      parts.push(collapsed(html.slice(at)));
      break;
    }
    if (next > at) parts.push(collapsed(html.slice(at, next)));
    const tag = TAG.exec(html.slice(next, next + 40));
    if (html.startsWith("<!--", next)) at = after(html, "-->", next + 4);
    else if (tag) {
      const [, closing, name] = tag as unknown as [string, string, string];
      const lower = name.toLowerCase();
      const inside = next + tag[0].length;
      const end = endOfTag(html, inside);
      parts.push(breakOf(lower, closing === "/"));
      at = HIDDEN.has(lower) && !closing && html[end - 2] !== "/" ? afterElement(html, lower, end) : end;
    } else if (/^<[/!?]/.test(html.slice(next, next + 2))) at = after(html, ">", next + 2);
    else {
      parts.push("<");
      at = next + 1;
    }
  }
  return decodeEntities(lines(parts.join("")))
    .replace(CONTROL, "")
    .normalize("NFC")
    .trim();
}

/** What {@link textOf} reads as this text again, and a browser shows so. */
export const htmlOf = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\t", "&#9;")
    .replaceAll("\r", "&#13;")
    // Spaces that HTML would run together or leave out.
    .replace(/^ | (?=[ \n])| $|(?<=\n) /g, "&#32;")
    .replaceAll("\n", "<br>");

/** Marks of breaks, while runs of white space are brought together. */
const BREAK = "\u0001";
const PARAGRAPH = "\u0002";

// oxlint-disable-next-line no-control-regex
const collapsed = (text: string): string => text.replace(/[\u0001\u0002]/g, "").replace(/[ \t\r\n\f]+/g, " ");

function breakOf(name: string, isClosing: boolean): string {
  if (name === "br") return "\n";
  if (PARAGRAPHS.has(name)) return PARAGRAPH;
  if (name === "li" && !isClosing) return `${BREAK}- `;
  if (LINES.has(name)) return BREAK;
  return name === "td" || name === "th" ? " " : "";
}

/** Line breaks as written stay; those of blocks are one, or an empty line, however many blocks end there. */
const lines = (text: string): string =>
  text
    .replace(/ {2,}/g, " ")
    // oxlint-disable-next-line no-control-regex
    .replace(/ ?([\u0001\u0002]) ?/g, "$1")
    .replace(/ ?\n ?/g, "\n")
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0001\u0002]+/g, (marks) => (marks.includes(PARAGRAPH) ? "\n\n" : "\n"))
    .trim();

/** Behind the `>` that is in no quoted attribute. */
function endOfTag(html: string, from: number): number {
  let quote = "";
  for (let at = from; at < html.length; at++) {
    const char = html[at]!;
    if (quote) quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === ">") return at + 1;
  }
  return html.length;
}

function after(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at === -1 ? html.length : at + mark.length;
}

/** Behind the end tag of an element whose content is no text. */
function afterElement(html: string, name: string, from: number): number {
  const found = new RegExp(`</${name}[\\s/>]`, "gi");
  found.lastIndex = from;
  const end = found.exec(html);
  return end ? endOfTag(html, end.index + 2 + name.length) : html.length;
}
