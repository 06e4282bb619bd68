// What the fixture answers to each route, from a world in memory.
import sharp from "sharp";
import { SoukError } from "../../../node/core/errors.ts";
import { slug } from "../../../node/core/slug.ts";
import type { Handlers } from "../../../node/http/handler.ts";
import type { TokenRoute } from "../../../node/http/routes/tokens.ts";
import type { ListingDraft } from "../../../protocol/api/inputs.ts";
import type { FollowedView, NodeStatus } from "../../../protocol/api/node-schemas.ts";
import type { BalanceView, Operation } from "../../../protocol/api/schemas.ts";
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address, Hex32 } from "../../../protocol/ids.ts";
import { joinedIn } from "../../../protocol/shipping.ts";
import { keptPicture } from "./kept-picture.ts";
import { ARRIVED, createArriving } from "./fixture-downloads.ts";
import { followingHandlers } from "./fixture-following.ts";
import type { Said } from "./fixture-orders.ts";
import { ARBITRATOR, BUYER, ETH, SHOP, TUSD, fakeCid, fakeHash, pictureNames } from "./fixture-shop.ts";
import { purchaseHandlers } from "./fixture-purchases.ts";
import { searchHandlers } from "./fixture-search.ts";
import { shopHandlers } from "./fixture-shop-routes.ts";
import { withoutProfile } from "../../../node/http/views/profile.ts";
import { standingHandlers } from "./fixture-standing.ts";
import type { FixtureWorld } from "./fixture-world.ts";
import { orderWorkHandlers } from "./fixture-order-routes.ts";
import { viewsFor } from "./fixture-views.ts";

const withId = (draft: ListingDraft): ListingDraft => ({ ...draft, id: draft.id ?? slug(draft.title, "listing") });

const rendered = new Map<string, Promise<Buffer>>();

/** What the page does not ask for. */
const notHere = (route: string): never => {
  throw new SoukError("route.unknown", `the fixture has no ${route}`);
};

export function handlersOf(
  world: FixtureWorld,
  me: Address,
  emit: (event: SoukEvent) => void,
  chain: Partial<NodeStatus["chain"]>,
  balances: BalanceView[],
): Omit<Handlers, TokenRoute> {
  const { clock, listings, profiles, reviews, orders, nameOf } = world;
  const arriving = createArriving();
  const allViews = viewsFor(me, world);
  const { views } = allViews;
  const operations = new Map<string, Operation>();
  const now = () => new Date(clock.now * 1_000).toISOString();
  const find = (seller: string, id: string) => {
    const found = listings.find((listing) => listing.seller === seller && listing.id === id);
    if (!found) throw new SoukError("listing.unknown", `there is no listing ${seller}/${id} here`, { subject: id });
    return found;
  };

  /** Pending first, done a moment later, like a chain. */
  async function operate(kind: string, wait: number, work: () => string): Promise<Operation> {
    const id = `op-${operations.size + 1}`;
    const pending: Operation = {
      id,
      kind,
      status: "pending",
      subject: "",
      transaction: fakeHash(id),
      problem: null,
      progress: null,
      notice: null,
      createdAt: now(),
    };
    clock.block += 1;
    clock.now += 12;
    const subject = work();
    const done: Operation = { ...pending, status: "done", subject };
    operations.set(id, done);
    if (wait === 0) return { ...pending, subject };
    await new Promise((resolve) => setTimeout(resolve, 250));
    return done;
  }
  const call =
    (name: Parameters<typeof orders.call>[1]) =>
    ({ params, query, body }: { params: { order: Hex32 }; query: { wait: number }; body: unknown }) =>
      operate(name, query.wait, () => {
        const given = (body ?? {}) as Said & { tracking?: string };
        orders.call(me, name, params.order, { ...given, ...(given.tracking ? { text: given.tracking } : {}) });
        changed(params.order);
        return params.order;
      });
  const changed = (order: Hex32) => {
    const { status, order: terms } = orders.row(order);
    emit({ type: "order.changed", order, status, seller: terms.offer.seller, buyer: terms.buyer });
  };

  const followed = new Map<Address, FollowedView>();
  const shop = shopHandlers(world, me, operate, emit);
  const purchases = purchaseHandlers(world, me, balances);

  return {
    ...shop.handlers,
    ...orderWorkHandlers({ world, me, views: allViews, operate, changed, balances }),
    ...purchases.handlers,
    node: () => ({
      version: "0.1.0",
      address: me,
      name: nameOf(me),
      peerId: "12D3KooWQYhTNQdmr3ArTeUHRYzFg94BKyTkoWBDWez9kSCVe2Xo",
      multiaddrs: ["/ip4/127.0.0.1/tcp/4001"],
      peers: 2,
      chain: {
        id: 31_337,
        name: "Souk dev chain",
        dev: true,
        escrow: "0x5fbdb2315678afecb367f032d93f642f64180aa3" as Address,
        reachable: true,
        block: clock.block,
        time: now(),
        head: clock.block,
        problem: null,
        endpoints: [],
        disagreement: null,
        ...chain,
      },
      signer: { external: false, endpoint: null, problem: null, waiting: [] },
      counts: {
        listings: listings.length,
        sellers: 3,
        orders: orders.count(),
        reviews: reviews.length + orders.reviews.size,
      },
    }),
    network: () => ({
      peers: [BUYER, SHOP, ARBITRATOR]
        .filter((owner) => owner !== me)
        .map((owner, index) => ({
          peerId: `12D3KooW${fakeCid(owner).slice(3, 47)}`,
          addresses: [`/ip4/127.0.0.1/tcp/400${index + 2}`],
          transport: "tcp",
          relayed: index === 1,
          owner,
          name: nameOf(owner),
          latencyMs: 0.8 + index * 2.1,
          journals: 3 + index,
          serves: { blocks: true, relay: index === 0 },
          bytesIn: Math.round(3_481_222 / (index + 1) ** 4),
          bytesOut: 912_333 * (index + 1),
          seenAt: now(),
        })),
      journals: profiles.map(({ owner, name }, index) => ({
        owner,
        name,
        sequence: 31 - index * 6,
        cid: fakeCid(`journal ${owner}`),
        frozen: null,
        lag: index === 1 && owner !== me ? 4 : 0,
        seenAt: now(),
      })),
      voidUpTo: 0,
      missing: [],
      downloads: [arriving(), ARRIVED],
      holding: { mode: "all", usedBytes: 412_000_000, quotaBytes: 2_000_000_000, full: false, diskLow: false },
      dropped:
        me === SHOP
          ? [{ owner: `0x${"5e".repeat(20)}` as Address, name: null, bytes: 8_100_000, reason: "quota", at: now() }]
          : [],
      refusals:
        me === SHOP
          ? [
              {
                peerId: "12D3KooWBadPeerBadPeerBadPeer",
                reason: "entry.signature: not signed by the journal's owner",
                count: 14,
              },
            ]
          : [],
    }),
    currencies: () => [ETH, TUSD],
    balances: () => balances,
    withdraw: ({ query }) => operate("withdraw", query.wait, () => me),
    ...searchHandlers(world),
    categories: () =>
      [...new Set(listings.map(({ category }) => category))].toSorted().map((category) => ({
        category,
        listings: listings.filter((listing) => listing.category === category).length,
      })),
    listing: ({ params }) => find(params.seller, params.listing),
    publishListing: ({ body }) =>
      shop.publisher.publishMany([{ draft: withId(body) }], { kind: "publishListing" }) as never,
    publishListings: () => notHere("publishListings"),
    removeListing: ({ params, query }) =>
      operate("removeListing", query.wait, () => {
        listings.splice(listings.indexOf(find(params.seller, params.listing)), 1);
        emit({ type: "listing.removed", seller: me, id: params.listing });
        return `${me}/${params.listing}`;
      }),
    async addFile({ query: { name, mediaType }, body }) {
      let bytes = 0;
      for await (const part of body) bytes += part.length;
      return { name, mediaType, bytes, digest: fakeHash(name) };
    },
    backup: () => {
      throw new SoukError("storage.busy", "No backup of a fixture.");
    },
    orderFile({ params: { order } }) {
      throw new SoukError("file.not-ready", "It is not here yet", { retryable: true, subject: order });
    },
    async addPicture({ body }) {
      const { width, height, format } = await sharp(body)
        .metadata()
        .catch(() => ({ width: 0, height: 0, format: undefined }));
      if (!format || format === "svg") {
        throw new SoukError("picture.unsupported", "This is not a picture: choose a JPEG, PNG, WebP, GIF or AVIF file");
      }
      const cid = fakeCid(fakeHash(Buffer.from(body).toString("base64")));
      rendered.set(cid, sharp(body).webp().toBuffer());
      return { cid, type: "image/webp", bytes: body.length, width, height, alt: "", thumbnail: { cid, bytes: 1 } };
    },
    async picture({ params: { cid } }) {
      const name = pictureNames.get(cid);
      let bytes = rendered.get(cid);
      if (!name && !bytes) throw new SoukError("picture.unknown", `no listing or profile here names ${cid}`);
      if (name && !bytes) {
        bytes = keptPicture(name);
        rendered.set(cid, bytes);
      }
      return { type: "image/webp", bytes: await bytes!, immutable: cid };
    },
    profiles: ({ query }) => profiles.filter(({ arbitrator }) => !query.arbitrators || arbitrator),
    profile({ params }) {
      const { owner } = params;
      const found = profiles.find((profile) => profile.owner === owner);
      const sold = listings.filter(({ seller }) => seller === owner).length;
      if (!found && sold === 0) throw new SoukError("profile.unknown", `this node knows no participant ${owner}`);
      const shown = found ?? withoutProfile(allViews.reputation(owner), sold);
      return { ...shown, ...world.records, published: found !== undefined, followed: followed.has(owner) };
    },
    ...followingHandlers(followed, nameOf, now, emit),
    ...standingHandlers(world, me, operate),
    publishProfile: ({ body, query }) =>
      operate("publishProfile", query.wait, () => {
        Object.assign(
          profiles.find(({ owner }) => owner === me)!,
          { ...body, selling: body.selling && { ...body.selling, currencies: body.selling.currencies as Address[] } },
        );
        emit({ type: "profile.updated", owner: me, name: body.name });
        return me;
      }),
    reviews({ query: { seller, listing, order, limit, cursor } }) {
      const all = [...orders.reviews.values(), ...reviews];
      const items = all.filter(
        (review) =>
          (!seller || review.seller === seller) &&
          (!listing || review.listing?.id === listing) &&
          (!order || review.order === order),
      );
      const from = Number(cursor ?? 0);
      const next = from + limit;
      return { items: items.slice(from, next), next: next < items.length ? String(next) : null };
    },
    orders: ({ query }) => views.list(query),
    order: ({ params }) => views.detail(params.order),
    buy: ({ body, query }) =>
      operate("buy", query.wait, () => {
        const listing = find(body.seller, body.listing);
        if (listing.cid !== body.cid) throw new SoukError("listing.changed", "It was changed since you looked");
        purchases.checkTrust([listing], body.acceptUntrusted);
        const { variant, units, option } = body;
        const delivery = body.delivery!;
        const order = orders.open({ listing, variant, units, option, buyer: me, delivery: delivery! });
        changed(order);
        return order;
      }),
    buyCart: ({ body: { items, delivery, acceptUntrusted }, query }) => {
      for (const [index, item] of items.entries()) {
        const { variants } = find(item.seller, item.listing);
        const left = variants.find(({ id }) => id === item.variant)?.left ?? 0;
        if (left >= item.units) continue;
        const subject = `${item.seller}/${item.listing}`;
        const message = `Item ${index + 1} of the cart: ${subject} is sold out`;
        throw new SoukError("listing.sold-out", message, { field: `items.${index}.units`, subject });
      }
      const found = items.map((item) => ({ ...item, listing: find(item.seller, item.listing) }));
      purchases.checkTrust(
        found.map(({ listing }) => listing),
        acceptUntrusted,
      );
      const joined = joinedIn(
        found.map(({ listing, option }) => {
          const way = listing.shipping.find(({ id }) => id === option);
          return { group: `${listing.seller} ${listing.currency}`, first: way ? BigInt(way.first) : null };
        }),
      );
      return operate("buyCart", query.wait, () =>
        found
          .map((item, place) => {
            const order = orders.open({
              ...item,
              joined: joined[place]!,
              buyer: me,
              delivery: delivery!,
            });
            changed(order);
            return order;
          })
          .join(","),
      );
    },
    ship: call("ship"),
    extend: call("extend"),
    settle: call("settle"),
    submitEvidence: call("submitEvidence"),
    release: ({ params: { order }, body, query }) =>
      operate("release", query.wait, () => {
        orders.release(me, order, body);
        changed(order);
        return order;
      }),
    proposeSettlement: ({ params: { order }, body, query }) =>
      operate("proposeSettlement", query.wait, () => {
        orders.propose(me, order, body);
        changed(order);
        return order;
      }),
    collectReleases: ({ query }) =>
      operate("collectReleases", query.wait, () => {
        const { releases } = orders.collect(me, false);
        for (const order of releases) changed(order);
        return releases.join(",");
      }),
    confirm: call("confirm"),
    cancel: call("cancel"),
    claim: call("claim"),
    dispute: call("dispute"),
    rule: call("rule"),
    pass: call("pass"),
    expire: call("expire"),
    operations: () => ({ items: [...operations.values()], next: null }),
    operation: ({ params }) => operations.get(params.operation)!,
    transactions: () => ({ items: [], next: null }),
    rates: async () => ({ source: "none", rates: [], problems: [] }),
  };
}
