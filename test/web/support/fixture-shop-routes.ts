// What the fixture answers about one's own shop: the node's own commands over shelves in memory, and a publisher that puts up at once what a real one would sign first.
import { createBulkEdit } from "../../../node/commands/shop/bulk-edit.ts";
import { createDraftCompletion } from "../../../node/commands/shop/draft-completion.ts";
import { createShippingCommands } from "../../../node/commands/shop/shipping-profiles.ts";
import { createShopItems } from "../../../node/commands/shop/shop-items.ts";
import { createShopQueries } from "../../../node/commands/shop/shop-listings.ts";
import { createShopCommands } from "../../../node/commands/shop/shop.ts";
import { SoukError } from "../../../node/core/errors.ts";
import type { ListingPublisher } from "../../../node/core/ports/commands.ts";
import type { Shelf, ShelfRow, StoredOperation } from "../../../node/core/ports/own.ts";
import { ceilingsOf } from "../../../node/core/shop.ts";
import { importRoutes } from "../../../node/http/routes/imports.ts";
import { shippingProfileRoutes } from "../../../node/http/routes/shipping-profiles.ts";
import { shopRoutes } from "../../../node/http/routes/shop.ts";
import type { Operation } from "../../../protocol/api/schemas.ts";
import type { ImportReport } from "../../../protocol/api/shop-schemas.ts";
import type { SoukEvent } from "../../../protocol/events.ts";
import { type Address, type ListingId } from "../../../protocol/ids.ts";
import { skuOf } from "../../../protocol/listing.ts";
import { asBlock, listedOf } from "./fixture-blocks.ts";
import { detailOf } from "./fixture-drafts.ts";
import { ETH, TUSD } from "./fixture-shop.ts";
import type { FixtureWorld } from "./fixture-world.ts";

type Operate = (kind: string, wait: number, work: () => string) => Promise<Operation>;

export function shopHandlers(world: FixtureWorld, me: Address, operate: Operate, emit: (event: SoukEvent) => void) {
  const { listings, clock, shelf: rows, profilesOfShipping, oldOffers } = world;
  const currencies = [ETH, TUSD];
  const mine = () => listings.filter(({ seller }) => seller === me);
  const detail = (id: ListingId) => mine().find((one) => one.id === id);
  const after = (ids: ListingId[], id: string, limit: number) =>
    ids
      .filter((one) => one > id)
      .toSorted()
      .slice(0, limit);
  const shelf: Shelf = {
    get: (id) => rows.get(id),
    put(changes) {
      for (const { id, row } of changes) {
        if (row) rows.set(id, row);
        else rows.delete(id);
      }
    },
    after: (id, limit) => after([...rows.keys()], id, limit).map((one) => rows.get(one)!),
    shows: () => true,
  };
  const items = createShopItems({
    self: me,
    shelf,
    currencies,
    now: () => clock.now,
    listings: {
      listed(_seller, id) {
        const found = detail(id);
        return found && listedOf(found);
      },
      idsAfter: (_seller, id, limit) =>
        after(
          mine().map((one) => one.id),
          id,
          limit,
        ),
      stock(_seller, sku) {
        const sold = mine()
          .flatMap((one) => one.variants.map((its) => ({ its, sku: skuOf(one.id, its.id) })))
          .find((one) => one.sku === sku)?.its.sold;
        return { sold: sold ?? 0, retired: false, floor: 0 };
      },
    },
  });
  const complete = createDraftCompletion({ profiles: profilesOfShipping, currencies });

  /** What a real one makes durable first is done at once; its operation is the fixture's own. */
  const begun = (kind: string, work: () => string) => operate(kind, 1, work) as unknown as Promise<StoredOperation>;
  const publisher: ListingPublisher = {
    check: () => undefined,
    publishMany: (publications, { kind, shelf: changes = [] }) =>
      begun(kind, () => {
        shelf.put(changes);
        for (const { draft, shippingProfile, kept = null } of publications) {
          const made = detailOf(world, me, draft);
          const known = listings.findIndex(({ seller, id }) => seller === me && id === made.id);
          listings.splice(Math.max(0, known), known < 0 ? 0 : 1, made);
          const typed = shippingProfile === undefined ? draft : { ...draft, shippingProfile };
          const published = { draft: typed, cid: made.cid, ceilings: ceilingsOf(asBlock(made)) };
          rows.set(made.id, { id: made.id, draft: kept, published, paused: false } as ShelfRow);
          emit({ type: "listing.published", seller: me, id: made.id, cid: made.cid, title: made.title });
        }
        return publications.map(({ draft }) => `${me}/${draft.id}`).join(",");
      }),
    renewMany: () => {
      throw new SoukError("internal", "the fixture renews nothing");
    },
    withdrawMany: (ids, { kind, shelf: changes = [] }) =>
      begun(kind, () => {
        for (const id of ids) {
          const found = detail(id);
          if (found) listings.splice(listings.indexOf(found), 1);
          emit({ type: "listing.removed", seller: me, id });
        }
        shelf.put(changes);
        return ids.join(",");
      }),
  };
  const answer = {
    after: async (operation: unknown) => operation as Operation,
    afterAll: async (all: readonly unknown[]) => all as Operation[],
    view: (operation: unknown) => operation as Operation,
  };
  const parts = { items, publisher, complete };
  const reports = new Map<string, ImportReport>();

  return {
    publisher,
    items,
    handlers: {
      ...shopRoutes({
        shop: createShopQueries({ items, currencies }),
        commands: { ...createShopCommands({ ...parts, shelf }), ...createBulkEdit({ ...parts, currencies }) },
        answer,
      }),
      ...shippingProfileRoutes({
        shipping: createShippingCommands({ ...parts, profiles: profilesOfShipping, currencies }),
        answer,
      }),
      ...importRoutes({
        imports: {
          async begin({ format, dryRun }, source) {
            let text = "";
            for await (const part of source) text += Buffer.from(part).toString();
            const lines = text.trim().split("\n");
            const shown = lines.flatMap((line, index) =>
              line.includes("WRONG")
                ? [{ line: index + 1, column: "Variant Price", subject: "lamp", message: "expected an amount" }]
                : [],
            );
            const started = await operate("importListings", 1, () => format);
            const counts = { rows: lines.length - 1, products: 2, published: 1, drafts: 1, paused: 0 };
            const faults = shown.length;
            reports.set(started.id, {
              operation: started.id,
              format,
              dryRun,
              ...counts,
              ignored: ["Vendor"],
              faults,
              shown,
            });
            return started as never;
          },
          report: (id) => reports.get(id)!,
          progressOf: () => null,
        },
        exported: () => new Blob(["Handle,Title\n"]).stream() as unknown as AsyncIterable<Uint8Array>,
        answer,
      }),
      uploadedPicture: () => {
        throw new SoukError("picture.unknown", "the fixture keeps no uploads");
      },
      oldOffers: () => (mine().length > 0 ? oldOffers : []),
      voidOldOffers: ({ query }: { query: { wait: number } }) =>
        operate("voidOldOffers", query.wait, () => {
          oldOffers.splice(0);
          return me;
        }),
    },
  };
}
