// Operations: what the node was asked to do, how far it is, and where its result can be seen.
import type { Operation, Problem } from "../../protocol/api/schemas.ts";
import { routes } from "../../protocol/api/routes.ts";
import { entries, titleOf } from "../commands.ts";
import type { Tone } from "../terminal/style.ts";
import { printable } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import { relativeText } from "../terminal/time.ts";
import { type Facts, idText, whenText } from "./facts.ts";

const TONES: Record<Operation["status"], Tone> = { done: "good", failed: "bad", pending: "open" };

export const operationTable = (items: readonly Operation[], facts: Facts): string =>
  table<Operation>(
    [
      { title: "operation", cell: ({ id }) => id },
      { title: "what", cell: ({ kind }) => kind },
      { title: "status", cell: ({ status }) => status, tone: ({ status }) => TONES[status] },
      { title: "about", cell: ({ subject }) => subjectText(subject, facts), shrinks: true },
      { title: "asked", cell: ({ createdAt }) => relativeText(createdAt, new Date()) },
      { title: "problem", cell: ({ problem }) => problem?.detail ?? "", shrinks: true },
    ],
    items,
    facts,
  );

export const operationPage = (operation: Operation, facts: Facts): string =>
  record(
    [
      [operation.kind, facts.style(TONES[operation.status], operation.status)],
      ["about", operation.subject ? printable(shortList(operation.subject, facts)) : undefined],
      ["transaction", operation.transaction ?? undefined],
      ["problem", operation.problem ? problemText(operation.problem) : undefined],
      ["notice", operation.notice ? noticeText(operation.notice) : undefined],
      ["asked", whenText({ now: new Date() }, operation.createdAt)],
      ["operation", operation.id],
      ["look", lookAt(operation)],
    ],
    facts,
  );

const problemText = ({ code, detail }: Problem): string => printable(`${detail} (${code})`);

/** In the words of this program where the node names its route. */
const noticeText = (notice: string): string => printable(notice.replace(OLD_OFFERS_ROUTE, titleOfOldOffers));
const OLD_OFFERS_ROUTE = `POST ${routes.voidOldOffers.path}`;
const titleOfOldOffers = `souk ${titleOf(entries.voidOldOffers)}`;

/** What it was about is not to be seen any more. */
const GONE = ["removeListing", "deleteListings", "pauseListings"];

/** The command that shows what came of it. */
function lookAt({ kind, subject, status }: Operation): string | undefined {
  if (status === "pending" || GONE.includes(kind)) return undefined;
  if (/^0x[0-9a-f]{64}$/.test(subject)) return `souk orders show ${subject}`;
  return /^0x[0-9a-f]{40}\/[a-z0-9-]+$/.test(subject) && status === "done"
    ? `souk listings show ${subject}`
    : undefined;
}

/** Of a bulk command the first of up to thousands. */
function shortList(subject: string, { full }: Facts): string {
  const all = subject.split(",");
  if (full || all.length <= SHOWN + 1) return subject;
  return `${all.slice(0, SHOWN).join(",")} and ${all.length - SHOWN} more`;
}
const SHOWN = 3;

const subjectText = (subject: string, facts: Facts): string =>
  shortList(subject, facts).replace(/0x[0-9a-f]+/g, (id) => idText(facts, id));
