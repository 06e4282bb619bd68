// A p2p node with its read model and what keeps others' journals within the quota, as node.ts wires them; bonds come from a table.
import { type Keeping, createKeeping } from "../../node/commands/peers/keeping.ts";
import type { Hold } from "../../node/core/holding.ts";
import { createCatchUp } from "../../node/ingest/catch-up.ts";
import { createInbox } from "../../node/ingest/inbox.ts";
import { createJournalIngest } from "../../node/ingest/journal-entries.ts";
import type { P2pOptions } from "../../node/p2p/options.ts";
import type { SoukEvent } from "../../protocol/events.ts";
import type { Address } from "../../protocol/ids.ts";
import { createMemoryLogger } from "./http-node.ts";
import { recover } from "../../node/chain/recover.ts";
import { DOMAIN, type TestNode, type createNursery, createAccount } from "./p2p-node.ts";
import type { createStoreFolders } from "./store-folder.ts";

export interface KeeperOptions {
  hold?: Hold;
  quotaBytes?: number;
  maxPlaces?: number;
  /** Locked coin by owner; changed as the test goes on. */
  bonds?: Map<Address, bigint>;
  options?: Partial<P2pOptions>;
}

export type Keeper = Awaited<ReturnType<typeof startKeeper>>;

export async function startKeeper(
  nursery: ReturnType<typeof createNursery>,
  folders: Pick<ReturnType<typeof createStoreFolders>, "create">,
  seed: string,
  { hold = "all", quotaBytes = 2e9, maxPlaces, bonds = new Map(), options = {} }: KeeperOptions = {},
) {
  const folder = folders.create();
  const read = folder.read();
  const own = folder.own();
  const logger = createMemoryLogger();
  const events: SoukEvent[] = [];
  read.events.onEvent(({ event }) => void events.push(event));
  let keeping: Keeping | undefined;
  const node: TestNode = await nursery.start(seed, {
    wants: (owner) => keeping?.holding.wants(owner) ?? false,
    allowance: (owner) => keeping?.holding.allowance(owner) ?? 0,
    follows: () => keeping?.followed ?? new Set(),
    ...options,
  });
  const inbox = createInbox({
    readModel: read.readModel,
    journalIngest: createJournalIngest({ domain: DOMAIN, recover }),
    firstBlock: 0,
    logger,
  });
  const catchUp = createCatchUp({ journals: node.journals, read: read.journals, inbox });
  const kept = createKeeping({
    self: createAccount(seed).address,
    config: { hold, quotaBytes, ...(maxPlaces !== undefined && { maxPlaces }) },
    read,
    p2p: node,
    following: own.following,
    records: {
      async bond(owner) {
        return { locked: bonds.get(owner) ?? 0n, leaving: 10n ** 18n, availableAt: 1 };
      },
    },
    now: () => Math.floor(Date.now() / 1_000),
    reset: catchUp.reset,
    ingestReview: (order, block) => inbox.push({ kind: "review", order, block }),
    emit: (event) => read.readModel.transaction((rows) => rows.emit(event)),
    logger,
  });
  node.journals.onEntry((entry) => void inbox.push({ kind: "entry", entry }).catch(() => {}));
  node.journals.onReset((owner) => void catchUp.reset(owner).catch(() => {}));
  read.events.onEvent(({ event }) => kept.hear(event));
  kept.start();
  keeping = kept;
  return {
    ...node,
    ...kept,
    read,
    inbox,
    events,
    logger,
    sequence: (owner: Address) => node.journals.head(owner)?.sequence ?? 0,
    async end() {
      await kept.stop();
      await nursery.stop(node);
      await inbox.idle();
    },
  };
}
