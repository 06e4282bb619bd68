// The escrow's ABI in both directions: packing of limits, decoding of logs, and logs that cannot be the escrow's.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Interface, encodeBytes32String } from "ethers";
import { decodeCall, encodeCall } from "../../../node/chain/calls.ts";
import type { RawLog } from "../../../node/chain/answers.ts";
import { ESCROW, createEscrow, offerStruct } from "../../../node/chain/escrow.ts";
import { packLimits, unpackLimits } from "../../../node/chain/limits.ts";
import { TOKEN } from "../../../node/chain/permit.ts";
import { fromRevert } from "../../../node/chain/reverts.ts";
import { RpcError } from "../../../node/chain/rpc.ts";
import type { EscrowCall } from "../../../node/core/ports/chain.ts";
import { type Address, type Hex32, ZERO_ADDRESS } from "../../../protocol/ids.ts";
import type { Offer } from "../../../protocol/offer.ts";
import { type Order, orderId } from "../../../protocol/order.ts";
import { DOMAIN, plainOffer } from "../../support/chain-parties.ts";

const account = (digit: string) => `0x${digit.repeat(40)}` as Address;
const word = (digit: string) => `0x${digit.repeat(64)}` as Hex32;
const SELLER = account("a");
const ORDER: Order = {
  offer: { ...plainOffer(SELLER, account("b"), 1_800_000_000), maxUnits: 7, referrerBps: 9, counter: 2 ** 40 - 1 },
  buyer: account("c"),
  units: 3,
  salt: 2n ** 64n - 1n,
  referrer: account("d"),
};

describe("escrow ABI", () => {
  const escrow = createEscrow(DOMAIN);

  function logOf(name: string, values: unknown[]): RawLog {
    const { topics, data } = ESCROW.encodeEventLog(name as never, values as never);
    return {
      address: DOMAIN.escrow,
      topics: topics as Hex32[],
      data: data as `0x${string}`,
      blockNumber: 5,
      blockHash: word("1"),
      transactionHash: word("2"),
      logIndex: 4,
    };
  }
  const AT = { block: 5, logIndex: 4, transaction: word("2") };
  const opened = ({ offer, buyer, units, salt, referrer }: Order, id = orderId(DOMAIN, ORDER), seller = offer.seller) =>
    logOf("Opened", [id, seller, buyer, offerStruct(offer), units, salt, referrer]);

  it("packs the nine small fields and gets them back", () => {
    const { offer } = ORDER;
    const full: Offer = {
      ...offer,
      maxUnits: 2 ** 32 - 1,
      shipWindow: 2 ** 32 - 1,
      rulingWindow: 0,
      defaultBuyerBps: 2 ** 16 - 1,
      validUntil: 2 ** 40 - 1,
    };
    for (const one of [offer, full]) assert.deepEqual({ ...one, ...unpackLimits(packLimits(one)) }, one);
    assert.throws(() => packLimits({ ...offer, counter: 2 ** 40 }), RangeError);
    assert.throws(() => packLimits({ ...offer, arbitratorFeeBps: -1 }), RangeError);
  });

  it("decodes every event", () => {
    const id = orderId(DOMAIN, ORDER);
    const [digest, sku] = [word("3"), word("4")];
    const expected: [RawLog, object][] = [
      [opened(ORDER), { name: "Opened", orderId: id, order: ORDER }],
      [logOf("Shipped", [id, digest]), { name: "Shipped", orderId: id, tracking: digest }],
      [logOf("Disputed", [id, digest]), { name: "Disputed", orderId: id, evidence: digest }],
      [logOf("Extended", [id, 3_600]), { name: "Extended", orderId: id, extension: 3_600 }],
      [logOf("Evidence", [id, SELLER, digest]), { name: "Evidence", orderId: id, party: SELLER, evidence: digest }],
      [
        logOf("Skipped", [id, ESCROW.getError("TooLate")!.selector]),
        { name: "Skipped", orderId: id, reason: "TooLate" },
      ],
      [logOf("Passed", [id]), { name: "Passed", orderId: id }],
      [
        logOf("Closed", [id, 6, 1n, 2n, 3n, 4n]),
        { name: "Closed", orderId: id, status: "split", toBuyer: 1n, toSeller: 2n, toArbitrator: 3n, toReferrer: 4n },
      ],
      [logOf("Reviewed", [id, digest, 4]), { name: "Reviewed", orderId: id, review: digest, rating: 4 }],
      [
        logOf("Credited", [SELLER, ZERO_ADDRESS, 9n]),
        { name: "Credited", account: SELLER, currency: ZERO_ADDRESS, amount: 9n },
      ],
      [
        logOf("Withdrawn", [SELLER, ZERO_ADDRESS, account("e"), 9n]),
        { name: "Withdrawn", account: SELLER, currency: ZERO_ADDRESS, amount: 9n },
      ],
      [logOf("Retired", [SELLER, sku]), { name: "Retired", seller: SELLER, sku }],
      [logOf("FloorRaised", [SELLER, 5n]), { name: "FloorRaised", seller: SELLER, floor: 5 }],
    ];
    for (const [log, event] of expected) assert.deepEqual(escrow.decode(log), { ...AT, ...event });
    const names = ESCROW.fragments.filter(({ type }) => type === "event").length;
    assert.equal(expected.length, names, "one row per event of the contract");
  });

  it("takes the highest floor a seller can set for one above every counter", () => {
    const event = escrow.decode(logOf("FloorRaised", [SELLER, 2n ** 64n - 1n]));
    assert.deepEqual(event, { ...AT, name: "FloorRaised", seller: SELLER, floor: 2 ** 40 });
  });

  it("refuses logs that cannot be the escrow's, and passes over unknown ones", () => {
    const id = orderId(DOMAIN, ORDER);
    const forged: RawLog[] = [
      opened({ ...ORDER, units: 4 }),
      opened({ ...ORDER, offer: { ...ORDER.offer, unitPrice: 1n } }),
      opened(ORDER, word("9")),
      opened(ORDER, id, account("e")),
      logOf("Closed", [id, 1, 1n, 2n, 3n, 4n]),
      logOf("Reviewed", [id, word("3"), 6]),
      { ...opened(ORDER), data: "0x" },
      { ...opened(ORDER), data: opened(ORDER).data.slice(0, -64) as `0x${string}` },
    ];
    for (const [i, log] of forged.entries()) assert.throws(() => escrow.decode(log), `forgery ${i}`);
    assert.equal(escrow.decode({ ...opened(ORDER), topics: [word("7")] }), undefined);
    assert.equal(escrow.decode({ ...opened(ORDER), topics: [] }), undefined);
  });

  it("names the refused item of a cart and why, however deep the reason is wrapped", () => {
    const revert = (data: string) => fromRevert(new RpcError(3, "execution reverted", data as `0x${string}`));
    const error = (name: string, values: unknown[]) => ESCROW.encodeErrorResult(name as never, values as never);
    const soldOut = revert(error("CartItem", [1, error("SoldOut", [word("4"), 5n, 2n, 6n])]));
    assert.deepEqual([soldOut.code, soldOut.field], ["chain.reverted", "purchases.1"]);
    assert.match(soldOut.message, /^item 2 of the cart: only 1 left, 2 wanted/);
    const poor = TOKEN.encodeErrorResult("ERC20InsufficientBalance", [SELLER, 1n, 2n]);
    const unpaid = revert(error("PaymentFailed", [account("e"), SELLER, 2n, poor]));
    assert.deepEqual([unpaid.code, unpaid.field], ["funds.insufficient", undefined]);
    assert.match(unpaid.message, /^the token 0xe{40} refused: the account holds 1/);
    const text = new Interface([]).encodeErrorResult("Error", ["blocked"]);
    assert.match(revert(error("PaymentFailed", [account("e"), SELLER, 2n, text])).message, /refused: "blocked"$/);
    assert.match(revert(error("PaymentFailed", [account("e"), SELLER, 2n, "0x"])).message, /without a reason$/);
    assert.match(revert(error("CartItem", [0, "0x12345678"])).message, /item 1 of the cart: refused with 0x12345678/);
    assert.match(revert("0x12345678").message, /execution reverted/);
  });

  it("says times in days, other numbers as they are", () => {
    const outOfRange = (...args: unknown[]) =>
      fromRevert(new RpcError(3, "reverted", ESCROW.encodeErrorResult("OutOfRange", args as never) as `0x${string}`))
        .message;
    const extension = outOfRange(encodeBytes32String("extension"), 15_811_200n, 259_201n, 15_552_000n);
    assert.equal(extension, "extension is 183 days, the escrow takes 3 days to 180 days");
    assert.equal(outOfRange(encodeBytes32String("rating"), 6n, 0n, 5n), "rating is 6, the escrow takes 0 to 5");
  });

  it("keeps a call in the journal as it was", () => {
    const calls: EscrowCall[] = [
      { call: "open", order: ORDER, signature: "0x12" },
      { call: "rule", order: ORDER, buyerBps: 10 },
      { call: "withdraw", currency: ZERO_ADDRESS, to: SELLER },
      { call: "openMany", purchases: [1, 2].map(() => ({ order: ORDER, signature: "0x12" })) },
      {
        call: "confirmMany",
        releases: [{ order: ORDER, review: word("3"), rating: 4, deadline: 9, signature: "0x12" }],
      },
    ];
    for (const call of calls) assert.deepEqual(decodeCall(encodeCall(call)), call);
    assert.throws(() => decodeCall("{"), { code: "internal" });
  });
});
