// Escrow.open: what it takes, what it writes, and all that it refuses.
import { expect } from "chai";
import { MaxUint256, ZeroAddress, ZeroHash, encodeBytes32String, id as keccakText } from "ethers";
import { OFFER_TYPES, escrowDomain } from "./support/offer.ts";
import { DAY, HOUR, MONEY, Status, type Wish, createStage } from "./support/trade.ts";

const { load, at, now, ethers, networkHelpers } = await createStage();
const MAX_TOTAL = 2n ** 128n - 1n;
const UINT32 = 2n ** 32n - 1n;

for (const money of MONEY) {
  describe(`open, in ${money}`, () => {
    describe("given a signed offer and its price", () => {
      it("should take exactly the total from the buyer", async () => {
        const { escrow, token, buyer, deal, open } = await load();
        const wanted = await deal(money);
        const changed = expect(() => open(wanted)).to;
        await (money === "coin"
          ? changed.changeEtherBalances(ethers, [buyer, escrow], [-wanted.total, wanted.total])
          : changed.changeTokenBalances(ethers, token, [buyer, escrow], [-wanted.total, wanted.total]));
        expect(wanted.total).to.equal(107_000_000n);
      });

      it("should be funded from this block on, and say the whole order in its event", async () => {
        const { escrow, buyer, seller, referrer, deal, open } = await load();
        const wanted = await deal(money, { referrer: referrer.address });
        const time = (await now()) + 100n;
        await at(time);
        const { offer, units, salt } = wanted.order;
        await expect(open(wanted))
          .to.emit(escrow, "Opened")
          .withArgs(wanted.id, seller, buyer, Object.values(offer), units, salt, referrer);
        expect(await escrow.state(wanted.id)).to.deep.equal([Status.Funded, time, false]);
      });

      it("should return the id", async () => {
        const { escrow, buyer, deal, valueOf } = await load();
        const wanted = await deal(money);
        expect(await escrow.connect(buyer).open.staticCall(wanted.purchase, valueOf(wanted))).to.equal(wanted.id);
      });

      it("should open any number of orders that differ in one thing, each with its own state (I7)", async () => {
        const { escrow, token, buyer, stranger, referrer, deal, open, statusOf } = await load();
        await token.mint(stranger, 10n ** 12n);
        await token.connect(stranger).approve(escrow, MaxUint256);
        const first = await deal(money, { salt: 1n });
        const others = [
          await deal(money, { salt: 2n }),
          await deal(money, { salt: 1n, units: 3n }),
          await deal(money, { salt: 1n, referrer: referrer.address }),
          await deal(money, { salt: 1n, terms: keccakText("another listing") }),
        ];
        for (const wanted of [first, ...others]) await open(wanted);
        const id = await escrow.orderId({ ...first.order, buyer: stranger });
        await open(first, stranger);
        expect((await escrow.state(id)).status).to.equal(Status.Funded);
        await escrow.connect(buyer).confirm(first.order, ZeroHash, 0);
        expect(await statusOf(first)).to.equal(Status.Released);
        for (const other of others) expect(await statusOf(other)).to.equal(Status.Funded);
        expect((await escrow.state(id)).status).to.equal(Status.Funded);
      });

      it("should refuse the same order again, open or closed", async () => {
        const { escrow, buyer, reach, open } = await load();
        const made = await reach("funded", money);
        const again = (status: bigint) =>
          expect(open(made))
            .to.be.revertedWithCustomError(escrow, "WrongStatus")
            .withArgs(made.id, status, Status.None, Status.None);
        await again(Status.Funded);
        await escrow.connect(buyer).confirm(made.order, ZeroHash, 0);
        await again(Status.Released);
      });
    });

    describe("given a total at its limits", () => {
      // the coin's supply is smaller than the limit, so only a token can pay it
      if (money === "token") {
        it("should take the highest", async () => {
          const { token, buyer, escrow, deal, open } = await load();
          await token.mint(buyer, MAX_TOTAL);
          await open(await deal(money, { unitPrice: MAX_TOTAL - 1n, shipping: 1n, units: 1n }));
          expect(await token.balanceOf(escrow)).to.equal(MAX_TOTAL);
        });
      }

      const refusals: [string, Wish, string, bigint, bigint, bigint][] = [
        ["nothing", { unitPrice: 0n, shipping: 0n }, "total", 0n, 1n, MAX_TOTAL],
        [
          "one more than the highest",
          { unitPrice: MAX_TOTAL, shipping: 1n, units: 1n },
          "total",
          MAX_TOTAL + 1n,
          1n,
          MAX_TOTAL,
        ],
        ["a price beyond it", { unitPrice: MAX_TOTAL + 1n }, "unitPrice", MAX_TOTAL + 1n, 0n, MAX_TOTAL],
        ["a price that would overflow", { unitPrice: MaxUint256 }, "unitPrice", MaxUint256, 0n, MAX_TOTAL],
        ["shipping beyond it", { shipping: MAX_TOTAL + 1n }, "shipping", MAX_TOTAL + 1n, 0n, MAX_TOTAL],
        ["no units", { units: 0n }, "units", 0n, 1n, UINT32],
      ];
      for (const [what, wish, field, value, min, max] of refusals) {
        it(`should refuse ${what}`, async () => {
          const { escrow, deal, buyer } = await load();
          const { purchase } = await deal(money, wish);
          await expect(escrow.connect(buyer).open(purchase))
            .to.be.revertedWithCustomError(escrow, "OutOfRange")
            .withArgs(encodeBytes32String(field), value, min, max);
        });
      }

      it("should take shipping without a price, and a price without shipping", async () => {
        const { deal, open, statusOf } = await load();
        for (const wish of [
          { unitPrice: 0n, shipping: 1n },
          { unitPrice: 1n, shipping: 0n, units: 1n },
        ]) {
          const wanted = await deal(money, wish);
          await open(wanted);
          expect(await statusOf(wanted)).to.equal(Status.Funded);
        }
      });
    });
  });
}

describe("open: the payment", () => {
  for (const [what, change] of [
    ["too little", -1n],
    ["too much", 1n],
  ] as const) {
    it(`should refuse ${what} of the coin`, async () => {
      const { escrow, buyer, deal } = await load();
      const { purchase, total } = await deal("coin");
      await expect(escrow.connect(buyer).open(purchase, { value: total + change }))
        .to.be.revertedWithCustomError(escrow, "WrongPayment")
        .withArgs(total, total + change);
    });
  }

  it("should refuse the coin for an order in a token", async () => {
    const { escrow, buyer, deal } = await load();
    const { purchase } = await deal("token");
    await expect(escrow.connect(buyer).open(purchase, { value: 1n }))
      .to.be.revertedWithCustomError(escrow, "WrongPayment")
      .withArgs(0n, 1n);
  });

  it("should refuse a currency without code", async () => {
    const { escrow, buyer, deal } = await load();
    const currency = `0x${"77".repeat(20)}`;
    const { purchase } = await deal("token", { currency });
    await expect(escrow.connect(buyer).open(purchase))
      .to.be.revertedWithCustomError(escrow, "NotAToken")
      .withArgs(ethers.getAddress(currency));
  });

  it("should need an allowance of the buyer, and never use another account's", async () => {
    const { escrow, token, stranger, deal, open } = await load();
    await token.mint(stranger, 10n ** 12n);
    const wanted = await deal("token");
    await expect(open(wanted, stranger))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(escrow, 0n, wanted.total);
  });

  it("should not take the coin outside of an order", async () => {
    const { escrow, buyer } = await load();
    await expect(buyer.sendTransaction({ to: escrow, value: 1n })).to.be.revertedWithoutReason(ethers);
  });
});

describe("open: words with dirty upper bits", () => {
  it("should refuse an address that is longer than 20 bytes", async () => {
    const { escrow, buyer, deal, valueOf } = await load();
    const wanted = await deal("coin");
    const data = escrow.interface.encodeFunctionData("open", [wanted.purchase]);
    // selector, offset, then the offer: seller, arbitrator, fallback, currency
    for (const word of [1, 2, 3, 4]) {
      const start = 2 + 8 + 64 * word;
      const dirty = `${data.slice(0, start)}01${data.slice(start + 2)}`;
      await expect(buyer.sendTransaction({ to: escrow, data: dirty, ...valueOf(wanted) })).to.be.revertedWithoutReason(
        ethers,
      );
    }
  });
});

describe("open: the seller's signature", () => {
  it("should refuse another signer's", async () => {
    const { escrow, seller, stranger, deal, open, sign, termsOf } = await load();
    const wanted = await deal("coin", { signature: await sign(await termsOf("coin"), stranger) });
    await expect(open(wanted))
      .to.be.revertedWithCustomError(escrow, "InvalidSignature")
      .withArgs(seller, await escrow.offerDigest(wanted.purchase.offer));
  });

  it("should refuse it over an offer that differs in any field", async () => {
    const { escrow, buyer, deal, sign, termsOf } = await load();
    const terms = await termsOf("token");
    const signature = await sign(terms);
    for (const { name, type } of OFFER_TYPES.Offer) {
      if (name === "seller") continue;
      // another value that open does not refuse for its own sake
      const changed =
        type === "address"
          ? ethers.Wallet.createRandom().address
          : type === "bytes32"
            ? keccakText(name)
            : terms[name as "counter"] + 1n;
      const { purchase } = await deal("token", { ...terms, [name]: changed, signature });
      await expect(escrow.connect(buyer).open(purchase), name).to.be.revertedWithCustomError(
        escrow,
        "InvalidSignature",
      );
    }
  });

  for (const [what, mangle] of [
    ["empty", () => "0x"],
    ["cut", (signature: string) => signature.slice(0, -2)],
    ["longer", (signature: string) => `${signature}00`],
    ["compact (ERC-2098)", (signature: string) => ethers.Signature.from(signature).compactSerialized],
    ["with the other v", (signature: string) => signature.slice(0, -2) + (signature.endsWith("1b") ? "1c" : "1b")],
    [
      "with the mirrored s",
      (signature: string) => {
        const { r, s, v } = ethers.Signature.from(signature);
        const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
        return ethers.concat([r, ethers.toBeHex(N - BigInt(s), 32), ethers.toBeHex(v === 27 ? 28 : 27)]);
      },
    ],
  ] as const) {
    it(`should refuse a signature that is ${what}`, async () => {
      const { escrow, deal, open, sign, termsOf } = await load();
      const terms = await termsOf("coin");
      const wanted = await deal("coin", { ...terms, signature: mangle(await sign(terms)) });
      await expect(open(wanted)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
    });
  }

  it("should refuse a seller of zero, for whom nobody can sign", async () => {
    const { escrow, deal, open } = await load();
    const wanted = await deal("token", { seller: ZeroAddress });
    await expect(open(wanted)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
  });

  describe("given a contract wallet (ERC-1271)", () => {
    it("should take its owner's signature and refuse another's", async () => {
      const { escrow, seller, stranger, deal, open, sign, termsOf, statusOf } = await load();
      const wallet = await ethers.deployContract("SignerWallet", [seller.address]);
      const terms = await termsOf("coin", { seller: wallet.target as string });
      const wanted = await deal("coin", { ...terms, signature: await sign(terms) });
      await open(wanted);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
      const forged = await deal("coin", { ...terms, signature: await sign(terms, stranger) });
      await expect(open(forged)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
    });

    it("should refuse a contract that does not answer", async () => {
      const { escrow, token, deal, open } = await load();
      const wanted = await deal("coin", { seller: token.target as string });
      await expect(open(wanted)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
    });
  });

  describe("given a key that delegates to code (EIP-7702)", () => {
    it("should take the key's own signature, and one the code accepts", async () => {
      const { escrow, stranger, seller, deal, open, sign, termsOf, statusOf } = await load();
      const key = new ethers.Wallet(keccakText("a delegating seller"), ethers.provider);
      const code = await ethers.deployContract("SignerWallet", [stranger.address]);
      const authorization = await key.authorize({ address: code.target as string, nonce: 0 });
      await seller.sendTransaction({ type: 4, to: key.address, authorizationList: [authorization] });
      expect(await ethers.provider.getCode(key.address)).to.equal(
        `0xef0100${(code.target as string).slice(2).toLowerCase()}`,
      );
      const terms = await termsOf("coin", { seller: key.address });
      const { chainId } = await ethers.provider.getNetwork();
      const own = await key.signTypedData(escrowDomain(chainId, escrow.target as string), OFFER_TYPES, terms);
      for (const signature of [own, await sign(terms, stranger)]) {
        const wanted = await deal("coin", { ...terms, signature });
        await open(wanted);
        expect(await statusOf(wanted)).to.equal(Status.Funded);
      }
      const forged = await deal("coin", { ...terms, signature: await sign(terms, seller) });
      await expect(open(forged)).to.be.revertedWithCustomError(escrow, "InvalidSignature");
    });
  });
});

describe("open: the offer's validity", () => {
  it("should take it in its last second and refuse it one later", async () => {
    const { escrow, deal, open } = await load();
    const validUntil = (await now()) + DAY;
    const [last, late] = [await deal("coin", { validUntil }), await deal("coin", { validUntil })];
    await at(validUntil);
    await open(last);
    await at(validUntil + 1n);
    await expect(open(late))
      .to.be.revertedWithCustomError(escrow, "TooLate")
      .withArgs(validUntil, validUntil + 1n);
  });

  it("should take a counter at the seller's floor and refuse one below", async () => {
    const { escrow, seller, deal, open, statusOf } = await load();
    await escrow.connect(seller).raiseFloor(5);
    const wanted = await deal("coin", { counter: 5n });
    await open(wanted);
    expect(await statusOf(wanted)).to.equal(Status.Funded);
    await expect(open(await deal("coin", { counter: 4n })))
      .to.be.revertedWithCustomError(escrow, "OfferVoid")
      .withArgs(4n, 5n);
  });

  const ranges: [field: keyof Wish, min: bigint, max: bigint][] = [
    ["shipWindow", HOUR, 180n * DAY],
    ["inspectionWindow", HOUR, 180n * DAY],
    ["rulingWindow", DAY, 180n * DAY],
    ["arbitratorFeeBps", 0n, 1_000n],
    ["referrerBps", 0n, 1_000n],
    ["defaultBuyerBps", 0n, 10_000n],
  ];
  for (const [field, min, max] of ranges) {
    describe(`given ${field} at its limits`, () => {
      it(`should take ${min} and ${max}`, async () => {
        const { deal, open, statusOf } = await load();
        for (const value of [min, max]) {
          const wanted = await deal("coin", { [field]: value });
          await open(wanted);
          expect(await statusOf(wanted)).to.equal(Status.Funded);
        }
      });

      it("should refuse the values next to them", async () => {
        const { escrow, deal, open } = await load();
        for (const value of [min - 1n, max + 1n]) {
          if (value < 0n) continue;
          await expect(open(await deal("coin", { [field]: value })))
            .to.be.revertedWithCustomError(escrow, "OutOfRange")
            .withArgs(encodeBytes32String(field), value, min, max);
        }
      });
    });
  }

  it("should not ask for a ruling window where nobody rules", async () => {
    const { deal, open, statusOf } = await load();
    const nobody = { arbitrator: ZeroAddress, fallbackArbitrator: ZeroAddress };
    for (const rulingWindow of [0n, 181n * DAY]) {
      const wanted = await deal("coin", { ...nobody, rulingWindow });
      await open(wanted);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
    }
  });
});

describe("open: the roles", () => {
  it("should refuse a fallback without an arbitrator", async () => {
    const { escrow, second, deal, open } = await load();
    await expect(open(await deal("coin", { arbitrator: ZeroAddress })))
      .to.be.revertedWithCustomError(escrow, "FallbackWithoutArbitrator")
      .withArgs(second);
  });

  for (const [role, other] of [
    ["seller", "buyer"],
    ["arbitrator", "buyer"],
    ["arbitrator", "seller"],
    ["fallbackArbitrator", "buyer"],
    ["fallbackArbitrator", "seller"],
    ["fallbackArbitrator", "arbitrator"],
  ] as const) {
    it(`should refuse the ${other} as ${role}`, async () => {
      const trade = await load();
      const { escrow, deal, open } = trade;
      await expect(open(await deal("coin", { [role]: trade[other].address })))
        .to.be.revertedWithCustomError(escrow, "RoleConflict")
        .withArgs(trade[other]);
    });
  }

  for (const role of ["seller", "arbitrator", "fallbackArbitrator", "referrer"] as const) {
    it(`should refuse the escrow and the currency as ${role}`, async () => {
      const { escrow, token, deal, open } = await load();
      for (const { target } of [escrow, token]) {
        await expect(open(await deal("token", { [role]: target as string })))
          .to.be.revertedWithCustomError(escrow, "RoleConflict")
          .withArgs(target);
      }
    });
  }

  it("should refuse the currency as buyer", async () => {
    const { escrow, deal } = await load();
    const odd = await ethers.deployContract("OddToken");
    const { purchase } = await deal("token", { currency: await odd.getAddress() });
    const self = await ethers.getImpersonatedSigner(await odd.getAddress());
    await ethers.provider.send("hardhat_setBalance", [odd.target, "0xde0b6b3a7640000"]);
    await expect(escrow.connect(self).open(purchase))
      .to.be.revertedWithCustomError(escrow, "RoleConflict")
      .withArgs(odd);
  });

  it("should take the buyer or the seller as referrer: the seller prices it as a rebate", async () => {
    const { buyer, seller, deal, open, statusOf } = await load();
    for (const { address } of [buyer, seller]) {
      const wanted = await deal("coin", { referrer: address });
      await open(wanted);
      expect(await statusOf(wanted)).to.equal(Status.Funded);
    }
  });
});

describe("open: the stock (I8)", () => {
  const sku = keccakText("a rare product");

  it("should count the units sold and refuse more than the ceiling", async () => {
    const { escrow, seller, deal, open } = await load();
    await open(await deal("coin", { sku, maxUnits: 5n, units: 3n }));
    expect(await escrow.sold(seller, sku)).to.equal(3n);
    await expect(open(await deal("coin", { sku, maxUnits: 5n, units: 3n })))
      .to.be.revertedWithCustomError(escrow, "SoldOut")
      .withArgs(sku, 3n, 3n, 5n);
    await open(await deal("coin", { sku, maxUnits: 5n, units: 2n }));
    expect(await escrow.sold(seller, sku)).to.equal(5n);
    await expect(open(await deal("coin", { sku, maxUnits: 5n, units: 1n }))).to.be.revertedWithCustomError(
      escrow,
      "SoldOut",
    );
  });

  it("should sell a stock of one once, when fifty pay in the same block", async () => {
    const { escrow, buyer, seller, deal, valueOf } = await load();
    const wanted = [];
    for (let i = 0; i < 50; i++) wanted.push(await deal("coin", { sku, maxUnits: 1n, units: 1n }));
    await ethers.provider.send("evm_setAutomine", [false]);
    const sent = [];
    for (const one of wanted) {
      sent.push(await escrow.connect(buyer).open(one.purchase, { ...valueOf(one), gasLimit: 200_000 }));
    }
    await ethers.provider.send("evm_setAutomine", [true]);
    await networkHelpers.mine();
    const receipts = await Promise.all(sent.map(({ hash }) => ethers.provider.getTransactionReceipt(hash)));
    expect(new Set(receipts.map((receipt) => receipt!.blockNumber))).to.have.property("size", 1);
    expect(receipts.filter((receipt) => receipt!.status === 1)).to.have.length(1);
    expect(await escrow.sold(seller, sku)).to.equal(1n);
  });

  it("should count across prices, currencies and arbitrators", async () => {
    const { escrow, seller, deal, open } = await load();
    await open(await deal("coin", { sku, maxUnits: 4n, units: 2n }));
    await open(await deal("token", { sku, maxUnits: 4n, units: 2n, unitPrice: 1n }));
    const nobody = { arbitrator: ZeroAddress, fallbackArbitrator: ZeroAddress };
    await expect(open(await deal("coin", { sku, maxUnits: 4n, units: 1n, ...nobody }))).to.be.revertedWithCustomError(
      escrow,
      "SoldOut",
    );
    expect(await escrow.sold(seller, sku)).to.equal(4n);
  });

  it("should not return the units of a cancelled order, and sell more under a higher ceiling", async () => {
    const { escrow, seller, deal, open } = await load();
    const first = await deal("coin", { sku, maxUnits: 1n, units: 1n });
    await open(first);
    await escrow.connect(seller).cancel(first.order);
    await expect(open(await deal("coin", { sku, maxUnits: 1n, units: 1n }))).to.be.revertedWithCustomError(
      escrow,
      "SoldOut",
    );
    await open(await deal("coin", { sku, maxUnits: 2n, units: 1n }));
    expect(await escrow.sold(seller, sku)).to.equal(2n);
  });

  it("should keep each seller's and each product's count apart", async () => {
    const { escrow, seller, stranger, deal, open, sign, termsOf } = await load();
    await open(await deal("coin", { sku, maxUnits: 2n }));
    await open(await deal("coin", { sku: keccakText("another product"), maxUnits: 2n }));
    const terms = await termsOf("coin", { seller: stranger.address, sku, maxUnits: 2n });
    await open(await deal("coin", { ...terms, signature: await sign(terms, stranger) }));
    expect([await escrow.sold(seller, sku), await escrow.sold(stranger, sku)]).to.deep.equal([2n, 2n]);
  });

  it("should reach the highest ceiling without a wrap", async () => {
    const { escrow, seller, deal, open } = await load();
    await open(await deal("coin", { sku, maxUnits: UINT32, units: UINT32, unitPrice: 1n }));
    expect(await escrow.sold(seller, sku)).to.equal(UINT32);
    await expect(open(await deal("coin", { sku, maxUnits: UINT32, units: 1n }))).to.be.revertedWithCustomError(
      escrow,
      "SoldOut",
    );
  });

  it("should not count a product without ceiling, nor one without sku", async () => {
    const { escrow, seller, deal, open } = await load();
    await open(await deal("coin", { sku, maxUnits: 0n }));
    await open(await deal("coin", { sku: ZeroHash, maxUnits: 0n }));
    expect([await escrow.sold(seller, sku), await escrow.sold(seller, ZeroHash)]).to.deep.equal([0n, 0n]);
  });

  it("should refuse a ceiling without sku", async () => {
    const { escrow, deal, open } = await load();
    await expect(open(await deal("coin", { sku: ZeroHash, maxUnits: 1n })))
      .to.be.revertedWithCustomError(escrow, "StockWithoutSku")
      .withArgs(1n);
  });

  it("should refuse a retired product, counted or not", async () => {
    const { escrow, seller, deal, open } = await load();
    await escrow.connect(seller).retire(sku);
    for (const maxUnits of [0n, 100n]) {
      await expect(open(await deal("coin", { sku, maxUnits })))
        .to.be.revertedWithCustomError(escrow, "SkuRetired")
        .withArgs(seller, sku);
    }
  });
});
