// What a buyer is told before paying, on a real chain: the truth about money, fee, arbitrator and article, each by itself; and nothing is spent.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { finished } from "../../../client/operations.ts";
import type { PurchasePreview } from "../../../protocol/api/purchase-schemas.ts";
import type { ListingDetail } from "../../../protocol/api/schemas.ts";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { DELIVERY } from "../../../scripts/demo/acts.ts";
import { until } from "../../../scripts/network/network.ts";
import { type NodeProcess, startNode } from "../../../scripts/network/node-process.ts";
import { directory, network, stage } from "../../support/one-market.ts";

const DAY = 86_400_000;
let poor: NodeProcess;
let listing: ListingDetail;

before(async () => {
  const { seller, arbitrator } = stage;
  const folder = path.join(directory, "poor");
  poor = await startNode({ name: "poor", directory: folder, rpc: network.chain.url, join: network.seller.multiaddrs });
  const body = {
    title: "Walnut bowl",
    category: "home/kitchen",
    currency: "tUSD",
    shipping: [{ title: "Parcel", to: ["GB", "PT"], first: "5", further: "1" }],
    shipsFrom: "PT",
    variants: [{ price: "20.00", stock: 3 }],
    arbitration: { arbitrator: arbitrator.address, feeBps: 500 },
  };
  const { subject } = await finished(seller.client, seller.client.publishListing({ body, wait: 20 }));
  const params = { seller: seller.address, listing: subject.split("/")[1] as ListingId };
  for (const { client } of [stage.buyer, poor]) {
    await until(async () => (await client.listing({ params }).catch(() => undefined)) !== undefined, "the listing");
    await until(async () => (await client.node()).chain.block !== null, "the chain");
    await until(async () => (await client.profiles({ query: { arbitrators: true } })).length > 0, "the arbitrator");
  }
  listing = await stage.buyer.client.listing({ params });
});

after(() => poor?.stop());

const article = (changes: object = {}) => ({
  seller: listing.seller,
  listing: listing.id,
  variant: listing.variants[0]!.id,
  cid: listing.cid,
  ...changes,
});
const failed = ({ items, checks }: PurchasePreview): string[] =>
  [...items.flatMap((item) => item.checks), ...checks].flatMap(({ check, ok }) => (ok ? [] : [check]));
const textOf = ({ items, checks }: PurchasePreview, check: string): string =>
  [...items.flatMap((item) => item.checks), ...checks].find((one) => one.check === check)?.text ?? "";

test("the plain summary of a payment that is fine, and it changes nothing", async () => {
  const { client, address } = stage.buyer;
  const held = await client.balances();
  const purchases = async () => (await client.operations()).items.filter(({ kind }) => kind === "buy");
  const bought = await purchases();
  const { time } = (await client.node()).chain;
  const preview = await client.previewPurchase({ body: { items: [article({ units: 2 })], delivery: DELIVERY } });
  assert.deepEqual([preview.ok, failed(preview)], [true, []]);
  const { order } = preview.items[0]!;
  assert.deepEqual([order!.total, order!.title], ["46000000", "Walnut bowl"]);
  assert.deepEqual([order!.unitPrice, order!.shipping], ["20000000", "6000000"], "as the listing says them");
  assert.deepEqual(preview.dues, [
    {
      currency: listing.currency,
      total: "46000000",
      held: held.find(({ currency }) => currency === listing.currency)!.amount,
      way: "permit",
    },
  ]);
  const [funded, shipped, disputed] = order!.steps.map(({ until: end }) => (Date.parse(end) - Date.parse(time!)) / DAY);
  assert.ok(Math.abs(funded! - 5) < 0.01 && Math.abs(shipped! - 19) < 0.01 && Math.abs(disputed! - 26) < 0.01);
  const { arbitrator, fee, feeBps, fallback } = order!.dispute!;
  assert.deepEqual(
    [arbitrator.address, arbitrator.consent, arbitrator.trusted],
    [stage.arbitrator.address, "profile", null],
  );
  assert.deepEqual([fee, feeBps, fallback], ["2300000", 500, null]);
  assert.ok(BigInt(preview.fee!) > 0n && BigInt(preview.fee!) < 10n ** 17n, preview.fee!);
  assert.deepEqual(await client.balances(), held);
  assert.deepEqual(await purchases(), bought);
  assert.equal((await client.node()).address, address);
});

test("a seller's policies are shown before paying, and a profile that contradicts itself is refused with its field", async () => {
  const { seller, buyer, arbitrator } = stage;
  const publish = (selling: object) =>
    seller.client.publishProfile({
      body: { name: "Bowls", selling: { returns: "Within 14 days.", ...selling } },
      wait: 20,
    });
  const takes = { shipsFrom: ["PT", "PT"], currencies: ["tUSD", listing.currency], arbitrators: [arbitrator.address] };
  await assert.rejects(
    publish({ currencies: ["doubloons"] }),
    (error: { problem: { code: string; field?: string } }) => {
      assert.deepEqual([error.problem.code, error.problem.field], ["currency.unknown", "selling.currencies"]);
      return true;
    },
  );
  await assert.rejects(publish({ arbitrators: [seller.address] }), (error: { problem: { field?: string } }) => {
    assert.equal(error.problem.field, "selling.arbitrators");
    return true;
  });
  await finished(seller.client, publish(takes));
  const heard = () => buyer.client.profile({ params: { owner: seller.address as Address } });
  await until(async () => (await heard()).name === "Bowls", "the profile");
  assert.deepEqual((await heard()).selling, {
    returns: "Within 14 days.",
    shipping: "",
    terms: "",
    shipsFrom: ["PT"],
    currencies: [listing.currency],
    arbitrators: [arbitrator.address],
  });
  const body = { items: [article()], delivery: DELIVERY };
  const returns = async () => (await buyer.client.previewPurchase({ body })).items[0]!.order!.returns;
  assert.equal(await returns(), "Within 14 days.");
  await finished(seller.client, seller.client.publishProfile({ body: { name: "Silent", selling: {} }, wait: 20 }));
  await until(async () => (await heard()).name === "Silent", "the profile");
  assert.deepEqual([(await heard()).selling, await returns()], [null, null]);
});

test("each thing that is wrong is said, not only the first", async () => {
  const { client } = stage.buyer;
  const wrong = { items: [article({ cid: "bafyother", units: 4 })], delivery: { ...DELIVERY, country: "NZ" } };
  const preview = await client.previewPurchase({ body: wrong });
  assert.equal(preview.ok, false);
  assert.deepEqual(failed(preview), ["content", "destination", "stock", "chain"]);
  assert.match(textOf(preview, "stock"), /Only 3/);
  const nowhere = await client.previewPurchase({ body: { items: [article({ units: 2 }), article({ units: 2 })] } });
  assert.deepEqual(
    nowhere.items.map(({ checks }) => checks.flatMap(({ check, ok }) => (ok ? [] : [check]))),
    [["destination"], ["destination", "stock"]],
    "what one item takes is not there for the next",
  );
  const gone = await client.previewPurchase({ body: { items: [article({ listing: "gone" })], delivery: DELIVERY } });
  assert.deepEqual([gone.items[0]!.order, failed(gone), gone.dues], [null, ["listing"], null]);
});

test("who holds a token but no coin is told the ways out, and who holds neither what is missing", async () => {
  const body = { items: [article()], delivery: DELIVERY };
  const penniless = await poor.client.previewPurchase({ body });
  assert.deepEqual(failed(penniless), ["funds", "coin"]);
  assert.match(textOf(penniless, "funds"), /25\.00 tUSD are missing, send them to your account/);
  const accounts = penniless.checks.flatMap(({ ok, account }) => (ok ? [] : [account]));
  assert.deepEqual(accounts, [poor.address, poor.address]);
  await network.chain.fund(poor.address as Address, { tUSD: 30_000_000n });
  const coinless = await poor.client.previewPurchase({ body });
  assert.deepEqual(failed(coinless), ["coin"]);
  assert.match(textOf(coinless, "coin"), /tokens cannot pay it.* to your account$/);
  await network.chain.fund(poor.address as Address, { coin: 10n ** 17n });
  assert.deepEqual(failed(await poor.client.previewPurchase({ body })), []);
  await finished(poor.client, poor.client.buy({ body: { ...article(), delivery: DELIVERY }, wait: 20 }));
});

test("once somebody is trusted, other arbitrators have to be accepted", async () => {
  const { client } = poor;
  const stranger = stage.buyer.address;
  const params = { owner: stranger };
  await network.chain.fund(poor.address as Address, { tUSD: 30_000_000n });
  await assert.rejects(client.trustArbitrator({ params: { owner: poor.address as Address } }), {
    code: "input.invalid",
  });
  await client.trustArbitrator({ params });
  assert.deepEqual(
    (await client.trustedArbitrators()).map(({ owner }) => owner),
    [stranger],
  );
  const body = { items: [article()], delivery: DELIVERY };
  assert.deepEqual(failed(await client.previewPurchase({ body })), ["trust"]);
  await assert.rejects(client.buyCart({ body }), (error: { code: string; problem: { field?: string } }) => {
    assert.deepEqual([error.code, error.problem.field], ["arbitrator.untrusted", "acceptUntrusted"]);
    return true;
  });
  await assert.rejects(client.buy({ body: { ...article(), delivery: DELIVERY } }), { code: "arbitrator.untrusted" });
  assert.deepEqual(failed(await client.previewPurchase({ body: { ...body, acceptUntrusted: true } })), []);
  await client.distrustArbitrator({ params });
  await client.trustArbitrator({ params: { owner: stage.arbitrator.address } });
  const preview = await client.previewPurchase({ body });
  assert.deepEqual([failed(preview), preview.items[0]!.order!.dispute!.arbitrator.trusted], [[], true]);
  await finished(client, client.buyCart({ body, wait: 20 }));
});

test("consent that was withdrawn in the registry is seen", async () => {
  const { arbitrator, buyer } = stage;
  const body = { feeBps: 300, consents: false, languages: ["en"] };
  await finished(arbitrator.client, arbitrator.client.publishArbitrator({ body, wait: 20 }));
  const preview = await buyer.client.previewPurchase({ body: { items: [article()], delivery: DELIVERY } });
  assert.deepEqual(failed(preview), ["consent"]);
});
