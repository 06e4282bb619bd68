// Reads what parties signed for the other one to submit: opens the messages of an order and keeps what is good now.
import type { Words } from "../../../protocol/message.ts";
import { type ConsentFacts, type Proposal, judgeRelease, judgeSettlement } from "../../core/consent.ts";
import type { OrderRow } from "../../core/order.ts";
import type { SignedRelease } from "../../core/ports/chain.ts";
import type { Mailbox, StoredMessage } from "../../core/ports/own.ts";
import type { Correspondence } from "./correspondence.ts";

/** Where the message stands: not yet at the other's node, acknowledged by it, or come from the other. */
interface Travelled {
  state: StoredMessage["state"];
}
export type HeldRelease = SignedRelease & Travelled;
export type HeldProposal = Proposal & Travelled;

export interface Consents {
  /** The buyer's newest release, if it is good now. */
  releaseOf(row: OrderRow): Promise<HeldRelease | null>;
  /** Proposals of both parties that are good now, newest first. */
  proposalsOf(row: OrderRow): Promise<HeldProposal[]>;
}

export function createConsents({
  domain,
  recover,
  mailbox,
  correspondence,
  now,
}: Pick<ConsentFacts, "domain" | "recover"> & {
  mailbox: Pick<Mailbox, "of">;
  correspondence: Pick<Correspondence, "read">;
  /** Chain time, unix seconds. */
  now: () => number;
}): Consents {
  const facts = (): ConsentFacts => ({ domain, recover, now: now() });

  async function* said<K extends "release" | "settlement">(kind: K, { id }: OrderRow) {
    for (const message of mailbox.of(id).toReversed()) {
      const read = await correspondence.read(message, kind);
      if (read) yield { message, words: read.words as Words<K> };
    }
  }

  return {
    async releaseOf(row) {
      for await (const { message, words } of said("release", row)) {
        const verdict = judgeRelease(row, message.author, words, facts());
        if (verdict.ok) return { ...verdict.value, state: message.state };
      }
      return null;
    },
    async proposalsOf(row) {
      const proposals: HeldProposal[] = [];
      for await (const { message, words } of said("settlement", row)) {
        const verdict = judgeSettlement(row, message.author, words, facts());
        if (verdict.ok) proposals.push({ ...verdict.value, state: message.state });
      }
      return proposals;
    },
  };
}
