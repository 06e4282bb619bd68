// The network around this node: who it is connected to, whose journals it holds, what is on its way, what was refused.
import { sizeText } from "../../client/size.ts";
import type { NetworkView } from "../../protocol/api/node-schemas.ts";
import { cut, printable } from "../terminal/text.ts";
import { type Column, record, table } from "../terminal/table.ts";
import { relativeText } from "../terminal/time.ts";
import { type Facts, NOTHING, idText } from "./facts.ts";

type Of<Part extends keyof NetworkView> = NetworkView[Part] extends (infer One)[] ? One : never;

const NAME_WIDTH = 16;

const WHY: Record<Of<"dropped">["reason"], string> = {
  quota: "the disk quota was used up",
  places: "there were too many journals",
  unfollowed: "only followed ones are kept",
};

/** Fits 100 columns, unless ids are written out. */
export function networkPage(network: NetworkView, facts: Facts): string {
  const ago = (iso: string | null): string => (iso === null ? NOTHING : relativeText(iso, new Date()));
  const who = (name: string | null, owner: string | null): string =>
    name === null ? (owner === null ? NOTHING : idText(facts, owner)) : facts.full ? name : cut(name, NAME_WIDTH);
  const peerText = (peerId: string): string => tailed(facts, peerId, 6);

  const parts = [
    headOf(network, facts),
    titled("peers", network.peers, facts, [
      { title: "peer", cell: ({ peerId }) => peerText(peerId) },
      { title: "name", cell: ({ name, owner }) => who(name, owner), shrinks: true },
      { title: "by", cell: ({ relayed, transport }) => (relayed ? "relay" : transport === "tcp" ? "tcp" : "ws") },
      { title: "received", cell: ({ bytesIn }) => sizeText(bytesIn), right: true },
      { title: "sent", cell: ({ bytesOut }) => sizeText(bytesOut), right: true },
      { title: "journals", cell: ({ journals }) => String(journals), right: true },
      { title: "serves", cell: servicesOf },
      { title: "heard", cell: ({ seenAt }) => ago(seenAt) },
    ]),
    titled("peers to join that do not answer", network.missing, facts, [
      { title: "address", cell: ({ address }) => address },
      { title: "tried", cell: ({ tries }) => (tries === 1 ? "once" : `${tries} times`) },
    ]),
    titled("journals held here", network.journals, facts, [
      { title: "of", cell: ({ name, owner }) => who(name, owner), shrinks: true },
      { title: "account", cell: ({ owner }) => idText(facts, owner) },
      { title: "entries", cell: ({ sequence }) => String(sequence), right: true },
      { title: "behind", cell: ({ lag }) => (lag > 0 ? String(lag) : ""), right: true },
      { title: "newest", cell: ({ cid }) => tailed(facts, cid, 8) },
      { title: "heard of", cell: ({ seenAt }) => ago(seenAt) },
      { title: "", cell: ({ frozen }) => (frozen ? "frozen" : ""), tone: () => "bad" },
    ]),
    titled("files", network.downloads, facts, [
      { title: "file", cell: ({ cid }) => tailed(facts, cid, 8) },
      { title: "state", cell: ({ state }) => state, tone: ({ state }) => (state === "failed" ? "bad" : undefined) },
      { title: "here", cell: amountText, right: true },
      { title: "from", cell: ({ sources }) => sources.map(({ peerId }) => peerText(peerId)).join(", "), shrinks: true },
    ]),
    titled("let go", network.dropped, facts, [
      { title: "of", cell: ({ name, owner }) => who(name, owner), shrinks: true },
      { title: "size", cell: ({ bytes }) => sizeText(bytes), right: true },
      { title: "because", cell: ({ reason }) => WHY[reason] },
      { title: "when", cell: ({ at }) => ago(at) },
    ]),
    titled("refused", network.refusals, facts, [
      { title: "times", cell: ({ count }) => String(count), right: true },
      { title: "peer", cell: ({ peerId }) => peerText(peerId) },
      { title: "why", cell: ({ reason }) => reason, shrinks: true },
    ]),
  ];
  return parts.filter((part) => part !== undefined).join("\n\n");
}

function headOf({ peers, journals, holding, voidUpTo }: NetworkView, facts: Facts): string {
  const { mode, usedBytes, quotaBytes, full, diskLow } = holding;
  const warning = diskLow
    ? "the disk is almost full: nothing of others is taken"
    : full
      ? "the quota is used up: newcomers wait, or take another one's place"
      : undefined;
  return record(
    [
      ["peers", peers.length === 0 ? "none yet: what is published now reaches others later" : String(peers.length)],
      ["journals", String(journals.length)],
      ["keeps", mode === "all" ? "what peers name, within the quota" : "what you follow and trade with"],
      ["disk", `${sizeText(usedBytes)} of ${sizeText(quotaBytes)}`],
      ["warning", warning && facts.style("bad", warning)],
      ["void", voidUpTo > 0 ? `own entries up to ${voidUpTo}, published before a restore` : undefined],
    ],
    facts,
  );
}

/** @returns undefined where there is nothing to list */
const titled = <Row>(
  title: string,
  rows: readonly Row[],
  facts: Facts,
  columns: readonly Column<Row>[],
): string | undefined =>
  rows.length === 0 ? undefined : `${facts.style("strong", title)}\n${table<Row>(columns, rows, facts)}`;

/** Such ids all begin alike: `…` and their last characters. */
const tailed = ({ full }: Facts, id: string, length: number): string =>
  printable(full || id.length <= length ? id : `…${id.slice(-length)}`);

const servicesOf = ({ serves }: Of<"peers">): string =>
  [...(serves.blocks ? ["files"] : []), ...(serves.relay ? ["relay"] : [])].join(", ") || NOTHING;

const amountText = ({ state, bytes, totalBytes }: Of<"downloads">): string =>
  state === "complete" || totalBytes === null ? sizeText(bytes) : `${sizeText(bytes)} of ${sizeText(totalBytes)}`;
