// Brings the read model to what the journals hold: after a start, after a fault such as a full disk, and when a journal is another one than was read.
import type { Address } from "../../protocol/ids.ts";
import type { Journals } from "../core/ports/journals.ts";
import type { JournalReader } from "../core/ports/readers.ts";
import { feed } from "./feed.ts";
import type { Inbox, Input } from "./inbox.ts";

export interface CatchUpDeps {
  journals: Pick<Journals, "state" | "after" | "at" | "heads">;
  /** How far the read model is. */
  read: JournalReader;
  inbox: Pick<Inbox, "push">;
}

export function createCatchUp({ journals, read, inbox }: CatchUpDeps) {
  /** Per journal, one thing after the other. */
  const running = new Map<Address, Promise<void>>();

  function inTurn(owner: Address, work: () => Promise<void>): Promise<void> {
    const done = (running.get(owner) ?? Promise.resolve()).then(work);
    const settled = done
      .catch(() => {})
      .then(() => {
        if (running.get(owner) === settled) running.delete(owner);
      });
    running.set(owner, settled);
    return done;
  }

  async function* entriesAfter(owner: Address, from: number): AsyncGenerator<Input> {
    for await (const entry of journals.after(owner, from)) yield { kind: "entry", entry };
  }

  async function follow(owner: Address, from: number): Promise<void> {
    await feed(inbox, entriesAfter(owner, from));
  }

  /** The state, and the entries after it, in place of whatever was read before. */
  async function replace(owner: Address): Promise<void> {
    const state = journals.state(owner);
    await inbox.push({ kind: "state", owner, ...state });
    await follow(owner, state.sequence);
  }

  async function one(owner: Address): Promise<void> {
    const head = read.head(owner);
    const from = head?.sequence ?? 0;
    const isSame = head ? journals.at(owner, from)?.cid === head.cid : journals.state(owner).sequence === 0;
    await (isSame ? follow(owner, from) : replace(owner));
  }

  return {
    /** A journal is not what was delivered of it. */
    reset: (owner: Address): Promise<void> => inTurn(owner, () => replace(owner)),

    async all(): Promise<void> {
      const owners = new Set([...journals.heads(), ...read.heads()].map(({ owner }) => owner));
      for (const owner of owners) await inTurn(owner, () => one(owner));
    },
  };
}
