// Short names are taken where one thing alone can be meant, and never say where money goes.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readArguments } from "../../cli/arguments.ts";
import { resolveReferences } from "../../cli/references.ts";
import type { Client } from "../../client/client.ts";

const ME = `0x1111${"0".repeat(32)}aaaa`;
const SHOP = `0x2222${"1".repeat(32)}bbbb`;
/** Made to look like the shop where it is shortened. */
const LOOKALIKE = `0x2222${"9".repeat(32)}bbbb`;
const ORDERS = [`0xabcd${"1".repeat(60)}`, `0xabcd${"2".repeat(60)}`, `0xef01${"3".repeat(60)}`];

const TUSD = `0x3333${"4".repeat(32)}cccc`;
const COIN = `0x${"0".repeat(40)}`;
const CURRENCIES = [
  { address: COIN, symbol: "ETH", decimals: 18 },
  { address: TUSD, symbol: "tUSD", decimals: 6 },
  { address: `0x5555${"6".repeat(32)}dddd`, symbol: "TWIN", decimals: 6 },
  { address: `0x7777${"8".repeat(32)}eeee`, symbol: "twin", decimals: 6 },
];

const clientOf = (owners: string[]) =>
  ({
    node: async () => ({ address: ME }),
    currencies: async () => CURRENCIES,
    profiles: async () => owners.map((owner) => ({ owner })),
    orders: async ({ query }: { query: { cursor?: string } }) => {
      const at = Number(query.cursor ?? 0);
      return { items: [{ id: ORDERS[at] }], next: at + 1 < ORDERS.length ? String(at + 1) : null };
    },
  }) as unknown as Client;

async function resolved(line: string[], owners = [ME, SHOP]): Promise<string[]> {
  const { spec, given } = readArguments(line);
  await resolveReferences(clientOf(owners), spec, given);
  return [...given.values()].flat();
}

describe("short names", () => {
  it("me is this account, also where money goes", async () => {
    assert.deepEqual(await resolved(["listings", "show", "me/lamp"]), [ME, "lamp"]);
    assert.deepEqual(await resolved(["bond", "withdraw", "--to", "me"]), [ME]);
    assert.deepEqual(await resolved(["listings", "search", "me"]), ["me"], "a word to search for");
  });

  it("a shortened address is who is known to have it, if it is one", async () => {
    assert.deepEqual(await resolved(["profiles", "show", "0x2222…bbbb"]), [SHOP]);
    assert.deepEqual(await resolved(["listings", "show", "0x2222...BBBB/lamp"]), [SHOP, "lamp"]);
    await assert.rejects(resolved(["profiles", "show", "0x2222…bbbb"], [SHOP, LOOKALIKE]), {
      name: "UsageError",
      message: new RegExp(`may be any of ${SHOP}, ${LOOKALIKE}`),
    });
    await assert.rejects(resolved(["profiles", "show", "0x9999…9999"]), { message: /short for nothing known here/ });
  });

  it("a shortened address is left as it is, to be refused, by whatever changes something", async () => {
    assert.deepEqual(await resolved(["bond", "withdraw", "--to", "0x2222…bbbb"]), ["0x2222…bbbb"]);
    assert.deepEqual((await resolved(["orders", "buy", "0x2222…bbbb/lamp"]))[0], "0x2222…bbbb");
  });

  it("the beginning of an order's id is that order, on whatever page it is", async () => {
    assert.deepEqual(await resolved(["orders", "show", "0xef01"]), [ORDERS[2]]);
    assert.deepEqual(await resolved(["orders", "cancel", "0xef013333…"]), [ORDERS[2]]);
    assert.deepEqual(await resolved(["orders", "show", ORDERS[0]!]), [ORDERS[0]]);
    await assert.rejects(resolved(["orders", "cancel", "0xabcd"]), {
      message: /<order>: 0xabcd may be any of 0xabcd1+, 0xabcd2+/,
    });
  });

  it("a currency is called by its symbol, or its address, short or whole, also where it is taken out", async () => {
    for (const name of ["tUSD", "tusd", "0x3333…cccc", "0x3333...CCCC", TUSD]) {
      assert.deepEqual(await resolved(["listings", "search", "--currency", name]), [TUSD]);
      assert.deepEqual(await resolved(["listings", "show", "me/lamp", "--price-in", name]), [TUSD, ME, "lamp"]);
      assert.deepEqual(await resolved(["balances", "withdraw", name]), [TUSD]);
    }
    const foreign = `0x9999${"9".repeat(36)}`;
    assert.deepEqual(await resolved(["listings", "search", "--currency", foreign]), [foreign]);
    await assert.rejects(resolved(["listings", "search", "--currency", "DOGE"]), {
      name: "UsageError",
      message: "--currency: DOGE is no currency here: use one of ETH, tUSD, TWIN, twin, or an address",
    });
    await assert.rejects(resolved(["balances", "withdraw", "Twin"]), { message: /may be any of 0x5555\S+, 0x7777/ });
  });

  it("prices of a search are decimals of the currency that they are searched in", async () => {
    const search = (...words: string[]) => resolved(["listings", "search", ...words]);
    assert.deepEqual(await search("--max-price", "50", "--currency", "tUSD"), ["50000000", TUSD]);
    assert.deepEqual(await search("--currency", "tUSD", "--min-price", "50.00", "--price-in", "ETH"), [
      TUSD,
      `50${"0".repeat(18)}`,
      COIN,
    ]);
    await assert.rejects(search("--max-price", "50"), {
      name: "UsageError",
      message: "--max-price: in which currency? Add --currency, or --price-in",
    });
    await assert.rejects(search("--max-price", "0.1234567", "--currency", "tusd"), {
      name: "UsageError",
      message: /^--max-price: .*7 decimals.* 6 \(tUSD\)$/,
    });
    await assert.rejects(search("--max-price", "5", "--currency", `0x9999${"9".repeat(36)}`), {
      message: /decimals 0x9999\S+ has/,
    });
  });
});
