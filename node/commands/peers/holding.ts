// Keeps what is held of others within the disk quota: answers what to ask peers for, and lets go what there is no room for.
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address } from "../../../protocol/ids.ts";
import {
  AWAY_MS,
  type Claim,
  DISPLACEMENT,
  FULL_SHARE,
  type Held,
  type Hold,
  MAX_PLACES,
  MIN_BOND,
  RESERVE_BYTES,
  admissionOf,
  allowanceOf,
  evictionOrder,
} from "../../core/holding.ts";
import type { HoldingQueries } from "../../core/ports/commands.ts";
import type { Replicas } from "../../core/ports/journals.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Media } from "../../core/ports/network.ts";
import type { PictureReader } from "../../core/ports/readers.ts";
import type { Bonds } from "./bonds.ts";
import type { Ties } from "./ties.ts";

/** How old an answer about the disk may be, and the order of who goes first. */
const SPACE_MS = 250;
const ORDER_MS = 5_000;
const SETTLE_MS = 250;
const CHECK_MS = 30_000;
/** A newcomer that was let in may take its time. */
const GRANT_MS = 600_000;
const MAX_GRANTS = 1_000;
const MAX_SHOWN = 100;

type Dropped = ReturnType<HoldingQueries["dropped"]>[number];

export interface Holding extends HoldingQueries {
  /** Whether to ask peers for an owner's journal. */
  wants(owner: Address): boolean;
  /** Bytes of entries held of one journal. */
  allowance(owner: Address): number;
  /** Somebody is tied to this node now, or no longer. */
  changed(): void;
  start(): void;
  stop(): Promise<void>;
}

export interface HoldingDeps {
  self: Address;
  hold: Hold;
  quotaBytes: number;
  /** Of journals; {@link MAX_PLACES} when left out. */
  maxPlaces?: number | undefined;
  ties: Ties;
  bonds: Bonds;
  replicas: Replicas;
  pictures: Pick<PictureReader, "of" | "isKnown">;
  media: Pick<Media, "forget">;
  /** Resolves when the read model has what is held of a journal now. */
  reset: (owner: Address) => Promise<void>;
  emit: (event: SoukEvent) => void;
  logger: Logger;
}

export function createHolding(deps: HoldingDeps): Holding {
  const {
    self,
    hold,
    quotaBytes,
    maxPlaces = MAX_PLACES,
    ties,
    bonds,
    replicas,
    pictures,
    media,
    reset,
    emit,
    logger,
  } = deps;
  const dropped: Dropped[] = [];
  const granted = new Map<Address, number>();
  let turns = DISPLACEMENT.burst;
  let turnsAt = performance.now();
  let space = { usedBytes: 0, freeBytes: Infinity, at: -Infinity };
  let order: { list: Held[]; at: number } = { list: [], at: -Infinity };
  let settling: NodeJS.Timeout | undefined;
  let checking: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  function claimOf(owner: Address, bondOf = bonds.of): Claim {
    const tie = ties.of(owner);
    if (tie === "followed" || tie === "party") return { rank: tie, bond: 0n };
    const bond = bondOf(owner);
    if (bond >= MIN_BOND) return { rank: "bonded", bond };
    return { rank: tie ?? "free", bond: 0n };
  }

  const isKept = (owner: Address): boolean => ["followed", "party"].includes(ties.of(owner) ?? "");
  /** Who had none when it came in is asked about again when it grows, not each time that all are looked at. */
  const bondKept = (owner: Address): bigint => (bonds.heard(owner) === 0n ? 0n : bonds.of(owner));
  const heldOnes = (): Held[] => replicas.held().map((one) => ({ ...one, ...claimOf(one.owner, bondKept) }));

  function spaceNow(maxAge = SPACE_MS): typeof space {
    if (performance.now() - space.at > maxAge) space = { ...replicas.space(), at: performance.now() };
    return space;
  }

  function firstToGo(): Held | undefined {
    if (performance.now() - order.at > ORDER_MS) order = { list: evictionOrder(heldOnes()), at: performance.now() };
    return order.list[0];
  }

  const isDiskLow = (): boolean => spaceNow().freeBytes < RESERVE_BYTES;
  const isFull = (): boolean => spaceNow().usedBytes > quotaBytes * FULL_SHARE || replicas.count() >= maxPlaces;

  function takeTurn(): boolean {
    const now = performance.now();
    turns = Math.min(DISPLACEMENT.burst, turns + ((now - turnsAt) / 1_000) * DISPLACEMENT.perSecond);
    turnsAt = now;
    if (turns < 1) return false;
    turns--;
    return true;
  }

  const wasHere = (owner: Address): boolean =>
    dropped.some((one) => one.owner === owner && Date.parse(one.at) > Date.now() - AWAY_MS);

  function admits(owner: Address): boolean {
    if (!isFull()) return true;
    if ((granted.get(owner) ?? -Infinity) > performance.now()) return true;
    const admission = admissionOf(claimOf(owner), firstToGo());
    if (admission === "refused" || (admission === "in-turn" && (wasHere(owner) || !takeTurn()))) return false;
    granted.delete(owner);
    granted.set(owner, performance.now() + GRANT_MS);
    if (granted.size > MAX_GRANTS) granted.delete(granted.keys().next().value!);
    return true;
  }

  /** Why something has to go, if it has. */
  function excess(): Dropped["reason"] | undefined {
    if (spaceNow(0).usedBytes > quotaBytes) return "quota";
    return replicas.count() > maxPlaces ? "places" : undefined;
  }

  async function work(): Promise<void> {
    if (hold === "followed") {
      for (const one of heldOnes()) if (!isKept(one.owner)) await letGo(one, "unfollowed");
      return;
    }
    if (!excess()) return;
    for (const one of evictionOrder(heldOnes())) {
      const reason = excess();
      if (!reason || stopped) return;
      if (isKept(one.owner)) continue; // since then
      await letGo(one, reason);
    }
    logger.warn({ ...spaceNow(), quotaBytes }, "the disk quota is used up by what is never let go");
  }

  async function letGo({ owner, bytes }: Held, reason: Dropped["reason"]): Promise<void> {
    const files = pictures.of(owner);
    granted.delete(owner);
    replicas.drop(owner);
    await reset(owner);
    media.forget(files.filter((cid) => !pictures.isKnown(cid)));
    order.at = -Infinity;
    logger.info({ owner, bytes, reason }, "a journal was let go");
    dropped.unshift({ owner, bytes, reason, at: new Date().toISOString() });
    dropped.splice(MAX_SHOWN);
    emit({ type: "journal.dropped", owner, bytes, reason });
  }

  function check(): void {
    if (stopped) return;
    running ??= work()
      .catch((error: unknown) => logger.error({ err: error }, "what is held could not be brought within the quota"))
      .finally(() => (running = undefined));
  }

  function settle(): void {
    settling ??= setTimeout(() => {
      settling = undefined;
      check();
    }, SETTLE_MS).unref();
  }

  return {
    wants(owner) {
      if (owner === self || isKept(owner)) return true;
      return hold === "all" && !isDiskLow() && (replicas.isHeld(owner) || admits(owner));
    },
    allowance: (owner) => (isDiskLow() ? 0 : allowanceOf(claimOf(owner), quotaBytes)),
    changed() {
      order.at = -Infinity;
      settle();
      replicas.seek();
    },
    status: () => ({ mode: hold, usedBytes: spaceNow().usedBytes, quotaBytes, full: isFull(), diskLow: isDiskLow() }),
    dropped: () => dropped,
    start() {
      replicas.onGrowth((owner) => {
        bonds.of(owner);
        settle();
      });
      bonds.onChange((owner, bond) => {
        order.at = -Infinity;
        if (bond >= MIN_BOND) replicas.seek();
      });
      checking = setInterval(check, CHECK_MS).unref();
      settle();
    },
    async stop() {
      stopped = true;
      clearInterval(checking);
      clearTimeout(settling);
      await bonds.stop();
      await running;
    },
  };
}
