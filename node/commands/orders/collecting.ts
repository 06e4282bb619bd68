// Collects what is due to this account: releases that buyers signed, orders past inspection, and credits; never twice at once.
import type { Currency } from "../../../protocol/deployments.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { type Order, allowedCalls } from "../../../protocol/order.ts";
import { SoukError } from "../../core/errors.ts";
import type { OrderRow } from "../../core/order.ts";
import type { EscrowWallet, SignedRelease } from "../../core/ports/chain.ts";
import type { CollectionCommands, Collection } from "../../core/ports/commands.ts";
import type { StoredOperation } from "../../core/ports/own.ts";
import type { OrderReader } from "../../core/ports/readers.ts";
import type { OperationRunner } from "../operations.ts";
import type { Consents } from "./consents.ts";
import { everyOrder } from "./order-pages.ts";

/** What chain/collection.ts reckons for so many together is below a transaction's 16.78 million gas. */
const MAX_RELEASES = 120;
const MAX_CLAIMS = 80;
/** While one of these runs, its orders are as good as paid. */
const COLLECTING = ["collectReleases", "collectPayments", "claim"];
const ASK_MS = 10_000;

interface Due {
  releases: { id: Hex32; release: SignedRelease }[];
  claims: { id: Hex32; order: Order }[];
  more: boolean;
}

export function createCollectionCommands({
  wallet,
  currencies,
  orders,
  consents,
  operations,
  now,
}: {
  wallet: Pick<EscrowWallet, "address" | "credit" | "batches">;
  currencies: readonly Currency[];
  orders: Pick<OrderReader, "get" | "list">;
  consents: Consents;
  operations: OperationRunner;
  /** Chain time, unix seconds. */
  now: () => number;
}): CollectionCommands {
  const self = wallet.address;
  const isOver = (row: OrderRow): boolean => allowedCalls(row, self, now()).includes("claim");

  /** A signed release comes before a claim: it may carry a review. */
  async function due(): Promise<Due> {
    const found: Due = { releases: [], claims: [], more: false };
    const underWay = operations.underWay(COLLECTING);
    for (const row of everyOrder(orders, self, { role: "seller", open: true })) {
      if (underWay.has(row.id)) continue;
      const held = await consents.releaseOf(row);
      if (held) {
        const { state: _, ...release } = held;
        found.releases.push({ id: row.id, release });
      } else if (isOver(row)) {
        found.claims.push({ id: row.id, order: row.order });
      }
    }
    found.more = found.releases.length > MAX_RELEASES || found.claims.length > MAX_CLAIMS;
    return { ...found, releases: found.releases.slice(0, MAX_RELEASES), claims: found.claims.slice(0, MAX_CLAIMS) };
  }

  async function credits(): Promise<Address[]> {
    const underWay = operations.underWay(["withdraw"]);
    const waiting = await Promise.all(
      currencies.map(async ({ address }) => (underWay.has(address) ? 0n : wallet.credit(address))),
    );
    return currencies.flatMap(({ address }, index) => (waiting[index]! > 0n ? [address] : []));
  }

  /**
   * What an operation of before the crash collects. Which way, of orders collected together, their releases tell: held, or on chain;
   * but for one that rated nothing, once it is on chain.
   */
  async function addCollected(collection: Collection, { kind, subject }: StoredOperation): Promise<void> {
    if (kind === "withdraw") {
      collection.withdrawals.push(subject as Address);
      return;
    }
    for (const id of subject.split(",") as Hex32[]) {
      const row = orders.get(id)!;
      const held = kind === "collectPayments" && (row.review !== null || (await consents.releaseOf(row)) !== null);
      collection[held || kind === "collectReleases" ? "releases" : "claims"].push(id);
    }
  }

  return {
    async releases() {
      const { releases: found } = await due();
      if (found.length === 0) {
        throw new SoukError("release.none", "No buyer has signed a release that is good now and not being collected");
      }
      const releases = found.map(({ release }) => release);
      const subject = found.map(({ id }) => id).join(",");
      return operations.run({ kind: "collectReleases", subject, call: { call: "confirmMany", releases } });
    },

    async all() {
      const begun = operations.earlier();
      const { releases, claims, more } = await due();
      const withdrawals = await credits();
      if (begun.length + releases.length + claims.length + withdrawals.length === 0) {
        throw new SoukError("payment.none", "Nothing is due to you that is not being collected already");
      }
      const collection: Collection = { operations: begun, releases: [], claims: [], withdrawals: [], more };
      for (const operation of begun) await addCollected(collection, operation);
      collection.releases.push(...releases.map(({ id }) => id));
      collection.claims.push(...claims.map(({ id }) => id));
      collection.withdrawals.push(...withdrawals);
      const run = async (...intent: Parameters<OperationRunner["run"]>) =>
        void collection.operations.push(await operations.run(...intent));
      const parts = {
        releases: releases.map(({ release }) => release),
        claims: claims.map(({ order }) => order),
      };
      const together = releases.length > 0 ? claims.length > 0 : claims.length > 1;
      if (together && (await wallet.batches(AbortSignal.timeout(ASK_MS)))) {
        const subject = [...releases, ...claims].map(({ id }) => id).join(",");
        await run({ kind: "collectPayments", subject, call: { call: "collect", ...parts } });
      } else {
        if (releases.length > 0) {
          const subject = releases.map(({ id }) => id).join(",");
          await run({ kind: "collectReleases", subject, call: { call: "confirmMany", releases: parts.releases } });
        }
        for (const { id, order } of claims) await run({ kind: "claim", subject: id, call: { call: "claim", order } });
      }
      for (const currency of withdrawals)
        await run({ kind: "withdraw", subject: currency, call: { call: "withdraw", currency, to: self } });
      return collection;
    },
  };
}
