// Serves the built page and a believable API from memory, through the node's real HTTP server: sessions, headers, live events.
import path from "node:path";
import sharp from "sharp";
import { SoukError } from "../../../node/core/errors.ts";
import type { EventReader, StoredEvent } from "../../../node/core/ports/readers.ts";
import type { Handlers } from "../../../node/http/handler.ts";
import { createHttp } from "../../../node/http/http.ts";
import type { BalanceView, NodeStatus, Operation } from "../../../protocol/api/schemas.ts";
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address, Hex32, ListingId } from "../../../protocol/ids.ts";
import { renderPicture } from "../../../scripts/seed/pictures.ts";
import type { Said } from "./fixture-orders.ts";
import { ARBITRATOR, BUYER, ETH, SHOP, TUSD, fakeCid, fakeHash, pictureNames, summaryOf } from "./fixture-shop.ts";
import type { FixtureWorld } from "./fixture-world.ts";

const ASSETS = path.resolve(import.meta.dirname, "../../../dist/web");
const rendered = new Map<string, Promise<Buffer>>();

export interface FixtureServer extends AsyncDisposable {
  url: string;
  /** The page's address with a fresh code. */
  link(): string;
  emit(event: SoukEvent): void;
  /** Changes what `/node` says of the chain. */
  chain: Partial<NodeStatus["chain"]>;
  balances: BalanceView[];
}

export async function serveFixture(world: FixtureWorld, me: Address): Promise<FixtureServer> {
  const outbox = createOutbox();
  const chain: Partial<NodeStatus["chain"]> = {};
  const balances: BalanceView[] = [
    { currency: TUSD.address, amount: "2340500000", credit: "0" },
    { currency: ETH.address, amount: "9871200000000000000", credit: me === SHOP ? "148000000000000000" : "0" },
  ];
  const handlers = handlersOf(world, me, outbox.emit, chain, balances);
  const logger = {
    debug() {},
    info() {},
    warn() {},
    error: (details: object, message: string) => console.error(message, details),
  };
  const http = createHttp({
    port: 0,
    token: "fixture-token-0123456789",
    handlers,
    events: outbox,
    assets: ASSETS,
    logger,
  });
  const { url } = await http.start();
  return { url, link: http.link, emit: outbox.emit, chain, balances, [Symbol.asyncDispose]: http.stop };
}

function createOutbox(): EventReader & { emit(event: SoukEvent): void } {
  const events: StoredEvent[] = [];
  const listeners = new Set<(event: StoredEvent) => void>();
  return {
    epoch: () => "fixture",
    last: () => `fixture:${events.length}`,
    after: (id, limit) => events.slice(Number(id.split(":")[1])).slice(0, limit),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(event) {
      const stored = { id: `fixture:${events.length + 1}`, event };
      events.push(stored);
      for (const listener of listeners) listener(stored);
    },
  };
}

function handlersOf(
  world: FixtureWorld,
  me: Address,
  emit: (event: SoukEvent) => void,
  chain: Partial<NodeStatus["chain"]>,
  balances: BalanceView[],
): Handlers {
  const { clock, listings, profiles, reviews, orders, nameOf } = world;
  const views = orders.viewsFor(me);
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

  return {
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
        ...chain,
      },
      counts: { listings: listings.length, sellers: 3, orders: orders.count(), reviews: reviews.length },
    }),
    network: () => ({
      peers: [BUYER, SHOP, ARBITRATOR]
        .filter((owner) => owner !== me)
        .map((owner, index) => ({
          peerId: `12D3KooW${fakeCid(owner).slice(3, 47)}`,
          addresses: [`/ip4/127.0.0.1/tcp/400${index + 2}`],
          owner,
          name: nameOf(owner),
          latencyMs: 0.8 + index * 2.1,
          journals: 3 + index,
        })),
      journals: profiles.map(({ owner, name }, index) => ({
        owner,
        name,
        sequence: 31 - index * 6,
        cid: fakeCid(`journal ${owner}`),
      })),
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
    listings({ query: { q, category, seller, currency, available, sort, limit, cursor } }) {
      const found = listings.filter(
        (listing) =>
          (!category || listing.category === category) &&
          (!seller || listing.seller === seller) &&
          (!currency || listing.currency === currency) &&
          (!available || listing.available) &&
          (!q ||
            `${listing.title} ${listing.description} ${listing.tags.join(" ")}`
              .toLowerCase()
              .includes(q.toLowerCase())),
      );
      const sign = sort === "price-low" ? 1 : sort === "price-high" ? -1 : 0;
      if (sign) found.sort((one, other) => sign * Number(BigInt(one.priceFrom) - BigInt(other.priceFrom)));
      const from = Number(cursor ?? 0);
      const items = found.slice(from, from + limit).map((listing) => summaryOf(listing, q));
      return { items, next: from + limit < found.length ? String(from + limit) : null };
    },
    categories: () =>
      [...new Set(listings.map(({ category }) => category))].toSorted().map((category) => ({
        category,
        listings: listings.filter((listing) => listing.category === category).length,
      })),
    listing: ({ params }) => find(params.seller, params.listing),
    publishListing: ({ body, query }) =>
      operate("publishListing", query.wait, () => {
        const known = listings.find(({ id, seller }) => id === body.id && seller === me);
        const id =
          known?.id ??
          (body.title
            .toLowerCase()
            .replace(/[^a-z0-9]+/g, "-")
            .replace(/^-|-$/g, "") as ListingId);
        const base = known ?? listings[0]!;
        const detail = {
          ...base,
          seller: me,
          sellerName: nameOf(me),
          id,
          title: body.title,
          description: body.description,
        };
        listings.splice(known ? listings.indexOf(known) : 0, known ? 1 : 0, {
          ...detail,
          cid: fakeCid(JSON.stringify(body)),
        });
        emit({ type: "listing.published", seller: me, id, cid: fakeCid(id), title: body.title });
        return `${me}/${id}`;
      }),
    removeListing: ({ params, query }) =>
      operate("removeListing", query.wait, () => {
        listings.splice(listings.indexOf(find(params.seller, params.listing)), 1);
        emit({ type: "listing.removed", seller: me, id: params.listing });
        return `${me}/${params.listing}`;
      }),
    async addPicture({ body }) {
      const { width, height, format } = await sharp(body)
        .metadata()
        .catch(() => ({ width: 0, height: 0, format: undefined }));
      if (!format || format === "svg") {
        throw new SoukError("picture.unsupported", "This is not a picture: choose a JPEG, PNG, WebP, GIF or AVIF file");
      }
      const cid = fakeCid(fakeHash(Buffer.from(body).toString("base64")));
      return { cid, type: "image/webp", bytes: body.length, width, height, alt: "" };
    },
    async picture({ params: { cid } }) {
      const name = pictureNames.get(cid);
      if (!name) throw new SoukError("picture.unknown", `no listing or profile here names ${cid}`);
      let bytes = rendered.get(cid);
      if (!bytes) {
        bytes = renderPicture(name).then((png) => sharp(png).resize(900).webp({ quality: 82, effort: 1 }).toBuffer());
        rendered.set(cid, bytes);
      }
      return { type: "image/webp", bytes: await bytes, immutable: cid };
    },
    profiles: ({ query }) => profiles.filter(({ arbitrator }) => !query.arbitrators || arbitrator),
    profile({ params }) {
      const found = profiles.find(({ owner }) => owner === params.owner);
      if (!found)
        throw new SoukError("profile.unknown", `${params.owner} has published no profile that reached this node`);
      return found;
    },
    publishProfile: ({ body, query }) =>
      operate("publishProfile", query.wait, () => {
        Object.assign(
          profiles.find(({ owner }) => owner === me)!,
          body,
        );
        emit({ type: "profile.updated", owner: me, name: body.name });
        return me;
      }),
    reviews({ query: { seller, listing, order } }) {
      const all = [...orders.reviews.values(), ...reviews];
      const items = all.filter(
        (review) =>
          (!seller || review.seller === seller) &&
          (!listing || review.listing?.id === listing) &&
          (!order || review.order === order),
      );
      return { items, next: null };
    },
    orders: ({ query }) => views.list(query),
    order: ({ params }) => views.detail(params.order),
    buy: ({ body, query }) =>
      operate("buy", query.wait, () => {
        const listing = find(body.seller, body.listing);
        if (listing.cid !== body.cid) throw new SoukError("listing.changed", "It was changed since you looked");
        const { variant, units, delivery } = body;
        const order = orders.open({ listing, variant, units, buyer: me, delivery });
        changed(order);
        return order;
      }),
    ship: call("ship"),
    confirm: call("confirm"),
    cancel: call("cancel"),
    claim: call("claim"),
    dispute: call("dispute"),
    rule: call("rule"),
    pass: call("pass"),
    expire: call("expire"),
    operations: () => ({ items: [...operations.values()], next: null }),
    operation: ({ params }) => operations.get(params.operation)!,
  };
}
