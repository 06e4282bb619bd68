// A newcomer's copy of an edited journal: by a checkpoint from two replicas, and by every entry from its owner; searchable at the end.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Driven, startDriven } from "./peers/peer.ts";
import { SHOP_CALLS, type ShopCalls } from "./peers/souk-shop.ts";
import { finish, isQuick, median, progress, quantile, round, table } from "./report.ts";

const RUNS = isQuick() ? 1 : 5;
const LISTINGS = isQuick() ? 2_000 : 10_000;
const EDITIONS = 5;
const root = mkdtempSync(path.join(tmpdir(), "souk-bench-checkpoints-"));
const shops: Driven<ShopCalls>[] = [];
let folders = 0;

const folder = () => path.join(root, String(++folders));

async function open(seed: string, options: { directory?: string; join?: string[]; after?: number } = {}) {
  const shop = startDriven<ShopCalls>("souk-shop", SHOP_CALLS);
  shops.push(shop);
  const { directory = folder(), join = [], after = null } = options;
  return { shop, directory, ...(await shop.open({ directory, seed, join, after })) };
}

async function close(...list: { shop: Driven<ShopCalls> }[]): Promise<void> {
  for (const { shop } of list) {
    await shop.close();
    await shop.kill();
  }
}

/** Milliseconds until a newcomer has it all in its read model, and the memory it takes then. */
async function newcomer(owner: ShopsOwner, join: string[]): Promise<{ seconds: number; megabytes: number }> {
  const reader = await open(`reader ${folders}`, { join });
  const ms = await reader.shop.searchable({ ...owner, listings: LISTINGS });
  const megabytes = (await reader.shop.memory()) / 2 ** 20;
  await close(reader);
  return { seconds: ms / 1e3, megabytes };
}

interface ShopsOwner {
  owner: Awaited<ReturnType<ShopCalls["open"]>>["owner"];
  sequence: number;
}

try {
  progress(`${LISTINGS} listings, each in ${EDITIONS} editions`);
  const publisher = await open("seller");
  const { owner, directory } = publisher;
  const { sequence } = await publisher.shop.publish({ seed: "seller", listings: LISTINGS, editions: EDITIONS });
  await close(publisher);
  const all = { owner, sequence };

  const byEntries: Awaited<ReturnType<typeof newcomer>>[] = [];
  const seller = await open("seller", { directory });
  for (let run = 0; run < RUNS; run++) byEntries.push(await newcomer(all, [seller.address]));
  await close(seller);

  const copy = folder();
  cpSync(directory, copy, { recursive: true });

  progress("by a checkpoint");
  const maker = await open("seller", { directory, after: 1 });
  const replicas = [await open("r1", { join: [maker.address] }), await open("r2", { join: [maker.address] })];
  await Promise.all(replicas.map(({ shop }) => shop.adopted({ owner })));
  await Promise.all(replicas.map(({ shop }) => shop.searchable({ ...all, listings: LISTINGS })));
  await close(maker);
  const byCheckpoint: Awaited<ReturnType<typeof newcomer>>[] = [];
  for (let run = 0; run < RUNS; run++) {
    byCheckpoint.push(
      await newcomer(
        all,
        replicas.map(({ address }) => address),
      ),
    );
  }
  await close(...replicas);

  progress("writing while a checkpoint is made");
  const busy = await open("seller", { directory: copy, after: 1 });
  const { waits, lagP99 } = await busy.shop.write({ seed: "seller", count: 300 });
  await close(busy);

  const seconds = (list: typeof byEntries) => median(list.map((one) => one.seconds));
  const result = {
    listings: LISTINGS,
    editions: EDITIONS,
    by_entries_s: round(seconds(byEntries)),
    by_checkpoint_s: round(seconds(byCheckpoint)),
    checkpoint_vs_entries: round(seconds(byEntries) / seconds(byCheckpoint)),
    by_entries_rss_mb: round(median(byEntries.map((one) => one.megabytes)), 0),
    by_checkpoint_rss_mb: round(median(byCheckpoint.map((one) => one.megabytes)), 0),
    put_while_making_p50_ms: round(quantile(waits, 0.5)),
    put_while_making_p99_ms: round(quantile(waits, 0.99)),
    loop_lag_while_making_p99_ms: round(lagP99),
  };
  table([["figure", "value"], ...Object.entries(result).map(([key, value]) => [key, String(value)])]);
  finish("checkpoints", result);
} finally {
  await Promise.all(shops.map((shop) => shop.kill()));
  rmSync(root, { recursive: true, force: true });
}
