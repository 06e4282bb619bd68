// What the fixture answers before something is paid, by the node's own checks; and the two lists that a buyer keeps.
import { createArticles } from "../../../node/commands/buying/articles.ts";
import { createPurchasePreviews } from "../../../node/commands/buying/purchase-preview.ts";
import { AtOnce } from "../../../node/core/at-once.ts";
import { SoukError } from "../../../node/core/errors.ts";
import { untrustedOf } from "../../../node/core/trust.ts";
import type { Handlers } from "../../../node/http/handler.ts";
import { addressRoutes } from "../../../node/http/routes/addresses.ts";
import { purchaseRoutes } from "../../../node/http/routes/purchases.ts";
import type { BookAddress } from "../../../protocol/api/address-routes.ts";
import type { BalanceView, ListingDetail } from "../../../protocol/api/schemas.ts";
import { type Address, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { skuOf } from "../../../protocol/listing.ts";
import { totalOf } from "../../../protocol/order.ts";
import { listedOf } from "./fixture-blocks.ts";
import { ETH, TUSD } from "./fixture-shop.ts";
import type { FixtureWorld } from "./fixture-world.ts";

const DOMAIN = { chainId: 31_337, escrow: "0x5fbdb2315678afecb367f032d93f642f64180aa3" as Address };
const GAS_FEE = 312_480_000_000_000n;

export function purchaseHandlers(world: FixtureWorld, me: Address, balances: BalanceView[]) {
  const { clock, listings, profiles, nameOf, records } = world;
  const book = world.books.get(me) ?? [];
  world.books.set(me, book);
  const trusted = world.trusted.get(me) ?? [];
  world.trusted.set(me, trusted);
  const now = () => clock.now;
  const held = (currency: Address) => BigInt(balances.find((one) => one.currency === currency)?.amount ?? 0);
  const find = (seller: Address, id: string) => listings.find((one) => one.seller === seller && one.id === id);

  const preview = createPurchasePreviews({
    domain: DOMAIN,
    articles: createArticles({
      self: me,
      courts: [],
      now,
      listings: {
        listed(seller, id) {
          const found = find(seller, id);
          return found && listedOf(found);
        },
        stock(seller, sku) {
          const variant = listings
            .filter((one) => one.seller === seller)
            .flatMap((one) => one.variants.map((its) => ({ ...its, sku: skuOf(one.id, its.id) })))
            .find((one) => one.sku === sku)!;
          const sold = variant.left === null ? variant.sold : variant.maxUnits - variant.left;
          return { sold, retired: variant.unavailable === "withdrawn", floor: 0 };
        },
      },
    }),
    addresses: { deliveryOf: async ({ delivery }) => delivery },
    courts: [],
    currencies: [ETH, TUSD],
    wallet: {
      address: me,
      async quote(purchases) {
        const sums = Map.groupBy(purchases, ({ order }) => order.offer.currency);
        const dues = [...sums].map(([currency, all]) => ({
          currency,
          total: all.reduce((sum, { order }) => sum + totalOf(order), 0n),
          held: held(currency),
          way: currency === ZERO_ADDRESS ? ("coin" as const) : ("permit" as const),
        }));
        return { dues, fee: GAS_FEE, coin: held(ZERO_ADDRESS), guessed: false, refusal: null };
      },
    },
    records: {
      registryEntry: async (owner) =>
        records.registry && profiles.find((one) => one.owner === owner)?.arbitrator
          ? { feeBps: records.registry.feeBps, consents: records.registry.consents, languages: [], since: 0 }
          : null,
    },
    trusted: { list: () => trusted },
    profiles: { name: nameOf, view: (owner) => profiles.find((one) => one.owner === owner) as never },
    now,
  });

  const kept = (): BookAddress[] => book.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const withName = (one: { owner: Address; since: string }) => ({ ...one, name: nameOf(one.owner) });
  const handlers: Pick<
    Handlers,
    | "previewPurchase"
    | "trustedArbitrators"
    | "trustArbitrator"
    | "distrustArbitrator"
    | "addresses"
    | "putAddress"
    | "removeAddress"
  > = {
    ...purchaseRoutes({
      preview,
      trust: {
        list: () => trusted.map(withName),
        trust(owner) {
          const one = { owner, since: new Date(clock.now * 1_000).toISOString() };
          trusted.unshift(one);
          return withName(one);
        },
        distrust: (owner) => void trusted.splice(trusted.findIndex((one) => one.owner === owner) >>> 0, 1),
      },
    }),
    ...addressRoutes({
      list: async () => kept(),
      put: async (id, address) =>
        new AtOnce(() => {
          const entry = { id, address };
          const place = book.findIndex((one) => one.id === id);
          book.splice(place < 0 ? book.length : place, place < 0 ? 0 : 1, entry);
          return entry;
        }),
      remove: (id) => void book.splice(book.findIndex((one) => one.id === id) >>> 0, 1),
    }),
  };
  return {
    handlers,
    /** @throws SoukError as the node does where somebody would decide whom the user has not accepted */
    checkTrust(wanted: readonly ListingDetail[], acceptUntrusted: boolean): void {
      const list = trusted.map(({ owner }) => owner);
      for (const { arbitration } of wanted) {
        const rulers = {
          arbitrator: arbitration?.arbitrator ?? ZERO_ADDRESS,
          fallbackArbitrator: arbitration?.fallback ?? ZERO_ADDRESS,
        };
        if (acceptUntrusted || untrustedOf(rulers as never, list).length === 0) continue;
        throw new SoukError("arbitrator.untrusted", "Not among the arbitrators you trust", {
          field: "acceptUntrusted",
        });
      }
    },
  };
}
