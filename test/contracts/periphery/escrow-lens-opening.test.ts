// EscrowLens.checkOpening and viewOpenings: they refuse exactly what the escrow refuses, with its own error, before anybody pays.
import { expect } from "chai";
import { ZeroAddress, ZeroHash, id as keccakText } from "ethers";
import type { PurchaseStruct } from "../../../types/ethers-contracts/Escrow.ts";
import { publish } from "../support/catalogue.ts";
import { createPeripheryStage } from "../support/periphery.ts";
import { DAY, type Deal, HOUR, type Wish } from "../support/trade.ts";

const { load, now, ethers, networkHelpers } = await createPeripheryStage();
const UNCOUNTED = 2n ** 256n - 1n;

type Trade = Awaited<ReturnType<typeof load>>;

/** The error's data, or "0x" if there is none. */
const refusalOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "0x",
    (error: { data: string }) => error.data,
  );

/** What the escrow and the lens say of a purchase, both at the latest block. */
async function judge({ escrow, lens, buyer, valueOf }: Trade, deal: Deal) {
  const opened = await refusalOf(escrow.connect(buyer).open.staticCall(deal.purchase, valueOf(deal)));
  const checked = await refusalOf(lens.checkOpening(deal.purchase, buyer));
  const [seen] = await lens.viewOpenings([deal.purchase], buyer);
  return { opened, checked, seen: seen! };
}

/** The deal's offer as a leaf of the seller's catalogue 3. */
async function inCatalogue(trade: Trade, deal: Deal, wish: Partial<PurchaseStruct> = {}): Promise<Deal> {
  const [published] = await publish(trade, [deal], { sequence: 3n });
  return { ...published!, purchase: { ...published!.purchase, ...wish } };
}

const REFUSED: [what: string, error: string, make: (trade: Trade) => Promise<Deal>][] = [
  ["an offer that expired", "TooLate", async ({ deal }) => deal("coin", { validUntil: (await now()) - 1n })],
  ["a wrong signature", "InvalidSignature", ({ deal }) => deal("coin", { signature: "0x" })],
  [
    "an order that was opened before",
    "WrongStatus",
    async ({ deal, open }) => {
      const made = await deal("coin");
      await open(made);
      return made;
    },
  ],
  [
    "an offer below the floor",
    "OfferVoid",
    async ({ escrow, seller, deal }) => {
      await escrow.connect(seller).raiseFloor(5);
      return deal("coin", { counter: 4n });
    },
  ],
  [
    "a retired sku",
    "SkuRetired",
    async ({ escrow, seller, deal }) => {
      const made = await deal("coin");
      await escrow.connect(seller).retire(made.order.offer.sku);
      return made;
    },
  ],
  [
    "more units than are left",
    "SoldOut",
    async ({ deal, open }) => {
      await open(await deal("coin", { maxUnits: 3n, units: 2n }));
      return deal("coin", { maxUnits: 3n, units: 2n });
    },
  ],
  [
    "a ceiling lowered below what was sold",
    "SoldOut",
    async ({ deal, open }) => {
      await open(await deal("coin", { maxUnits: 3n, units: 3n }));
      return deal("coin", { maxUnits: 2n, units: 1n });
    },
  ],
  ["a ceiling without sku", "StockWithoutSku", ({ deal }) => deal("coin", { sku: ZeroHash })],
  ["no units", "OutOfRange", ({ deal }) => deal("coin", { units: 0n })],
  ["a price above what fits", "OutOfRange", ({ deal }) => deal("token", { unitPrice: 2n ** 255n })],
  ["nothing to pay", "OutOfRange", ({ deal }) => deal("coin", { unitPrice: 0n, shipping: 0n })],
  ["a short ship window", "OutOfRange", ({ deal }) => deal("coin", { shipWindow: HOUR - 1n })],
  ["a long ruling window", "OutOfRange", ({ deal }) => deal("coin", { rulingWindow: 180n * DAY + 1n })],
  ["a high fee", "OutOfRange", ({ deal }) => deal("coin", { arbitratorFeeBps: 1_001n })],
  ["a fallback alone", "FallbackWithoutArbitrator", ({ deal }) => deal("coin", { arbitrator: ZeroAddress })],
  ["a seller who buys", "RoleConflict", ({ deal, buyer }) => deal("coin", { seller: buyer.address })],
  ["the escrow as seller", "RoleConflict", ({ deal, escrow }) => deal("coin", { seller: escrow.target as string })],
  [
    "the escrow as arbitrator",
    "RoleConflict",
    ({ deal, escrow }) => deal("coin", { arbitrator: escrow.target as string }),
  ],
  [
    "the escrow as fallback",
    "RoleConflict",
    ({ deal, escrow }) => deal("coin", { fallbackArbitrator: escrow.target as string }),
  ],
  ["the escrow as referrer", "RoleConflict", ({ deal, escrow }) => deal("coin", { referrer: escrow.target as string })],
  [
    "the currency as arbitrator",
    "RoleConflict",
    ({ deal, token }) => deal("token", { arbitrator: token.target as string }),
  ],
  [
    "a catalogue with another sequence",
    "InvalidSignature",
    async (trade) => inCatalogue(trade, await trade.deal("coin"), { sequence: 4n }),
  ],
  [
    "a proof of another root",
    "InvalidSignature",
    async (trade) => inCatalogue(trade, await trade.deal("coin"), { path: [ZeroHash] }),
  ],
  [
    "a proof that is too deep",
    "OutOfRange",
    async (trade) => inCatalogue(trade, await trade.deal("coin"), { path: Array(33).fill(ZeroHash) }),
  ],
  [
    "a catalogue below the floor",
    "OfferVoid",
    async (trade) => {
      await trade.escrow.connect(trade.seller).raiseFloor(4);
      return inCatalogue(trade, await trade.deal("coin", { counter: 9n }));
    },
  ],
];

describe("checkOpening", () => {
  for (const [what, error, make] of REFUSED) {
    it(`should refuse with the escrow's ${error}: ${what}`, async () => {
      const trade = await load();
      const { opened, checked, seen } = await judge(trade, await make(trade));
      expect(trade.escrow.interface.parseError(opened)!.name).to.equal(error);
      expect(checked).to.equal(opened);
      expect([...seen]).to.deep.equal([false, ZeroHash, 0n, 0n, opened]);
    });
  }

  it("should refuse the escrow as buyer, which nobody can ask the escrow itself", async () => {
    const { escrow, lens, deal } = await load();
    const { purchase } = await deal("coin");
    await expect(lens.checkOpening(purchase, escrow))
      .to.be.revertedWithCustomError(escrow, "RoleConflict")
      .withArgs(escrow);
  });

  const OPENED: [what: string, left: bigint, make: (trade: Trade) => Promise<Deal>][] = [
    ["an offer in the coin", 1_000n, ({ deal }) => deal("coin")],
    ["an offer in a token", 1_000n, ({ deal }) => deal("token")],
    ["the last unit", 1n, ({ deal }) => deal("coin", { maxUnits: 1n, units: 1n })],
    ["an sku without ceiling", UNCOUNTED, ({ deal }) => deal("coin", { maxUnits: 0n })],
    ["an offer without sku", UNCOUNTED, ({ deal }) => deal("coin", { sku: ZeroHash, maxUnits: 0n })],
    ["an offer at its last second", 1_000n, async ({ deal }) => deal("coin", { validUntil: await now() })],
    [
      "an offer at the floor",
      1_000n,
      async ({ escrow, seller, deal }) => {
        await escrow.connect(seller).raiseFloor(5);
        return deal("coin", { counter: 5n });
      },
    ],
    [
      "what others left",
      998n,
      async ({ deal, open }) => {
        await open(await deal("token"));
        return deal("coin");
      },
    ],
    ["an offer in a catalogue", 1_000n, async (trade) => inCatalogue(trade, await trade.deal("coin"))],
  ];
  for (const [what, left, make] of OPENED) {
    it(`should say id, total and units left of what the escrow opens: ${what}`, async () => {
      const trade = await load();
      const deal = await make(trade);
      const { opened, seen } = await judge(trade, deal);
      expect(opened).to.equal("0x");
      expect([...(await trade.lens.checkOpening(deal.purchase, trade.buyer))]).to.deep.equal([
        deal.id,
        deal.total,
        left,
      ]);
      expect([...seen]).to.deep.equal([true, deal.id, deal.total, left, "0x"]);
    });
  }

  it("should ask a seller's wallet as the escrow does (ERC-1271)", async () => {
    const trade = await load();
    const { seller, stranger, sign, termsOf, deal } = trade;
    const wallet = await ethers.deployContract("SignerWallet", [seller.address]);
    const terms = await termsOf("coin", { seller: wallet.target as string });
    const signed = await deal("coin", { ...terms, signature: await sign(terms) });
    expect((await judge(trade, signed)).seen.opens).to.equal(true);
    const forged = await deal("coin", { ...terms, signature: await sign(terms, stranger) });
    const { opened, checked } = await judge(trade, forged);
    expect(checked).to.equal(opened).and.not.equal("0x");
  });
});

describe("viewOpenings", () => {
  it("should judge each on its own", async () => {
    const { lens, buyer, deal } = await load();
    const wishes: Wish[] = [{}, { signature: "0x" }, { unitPrice: 2n ** 200n }, { sku: keccakText("another") }];
    const deals = await Promise.all(wishes.map((wish) => deal("token", wish)));
    const seen = await lens.viewOpenings(
      deals.map(({ purchase }) => purchase),
      buyer,
    );
    expect(seen.map(({ opens }) => opens)).to.deep.equal([true, false, false, true]);
    expect(await lens.viewOpenings([], buyer)).to.deep.equal([]);
  });

  it("should not let sellers' wallets that burn all gas spoil the others' answer", async () => {
    const { lens, buyer, deal } = await load();
    const endless = ethers.Wallet.createRandom().address;
    // JUMPDEST, PUSH0, JUMP: an endless loop
    await networkHelpers.setCode(endless, "0x5b5f56");
    const sellers = [{}, { seller: endless }, { seller: endless }, {}];
    const deals = await Promise.all(sellers.map((wish) => deal("coin", wish)));
    const seen = await lens.viewOpenings(
      deals.map(({ purchase }) => purchase),
      buyer,
      { gasLimit: 4_000_000 },
    );
    expect(seen.map(({ opens }) => opens)).to.deep.equal([true, false, false, true]);
  });
});
