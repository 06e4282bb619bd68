// Decides whether a reply is its journal's owner's. Whether the owner is the order's seller is for the reader: the order may come later.
import type { Address, Cid } from "../../protocol/ids.ts";
import { type Reply, parseReply } from "../../protocol/reply.ts";
import { type Verdict, accept, refuse } from "../../protocol/verdict.ts";

export interface ReplyRow {
  reply: Reply;
  cid: Cid;
  /** Of the journal entry that carried it. */
  sequence: number;
}

/** Rule Y-1. */
export function judgeReply(block: Uint8Array, owner: Address, sequence: number): Verdict<ReplyRow> {
  const parsed = parseReply(block);
  if (!parsed.ok) return parsed;
  const { value: reply, cid } = parsed.value;
  if (reply.author !== owner) return refuse("reply.author", `${owner} cannot write for ${reply.author}`);
  return accept({ reply, cid, sequence });
}
