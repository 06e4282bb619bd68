// Answers for people: money with its currency, ids short or whole, and nothing that a stranger wrote may command the terminal.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { plain } from "../../cli/terminal/style.ts";
import { COIN, type Facts, moneyText } from "../../cli/views/facts.ts";
import { show } from "../../cli/views/views.ts";

const CURRENCY = `0x${"e7".repeat(20)}`;
const SELLER = `0x${"ab".repeat(20)}`;
const facts = (full = false): Facts => ({
  width: Infinity,
  style: plain,
  full,
  now: new Date("2026-11-25T12:00:00Z"),
  currencies: [{ address: CURRENCY, symbol: "tUSD", decimals: 6 }] as unknown as Facts["currencies"],
});
const listing = {
  seller: SELLER,
  sellerName: "Ada\u001b]0;owned\u0007",
  id: "lamp",
  title: "Lamp\u001b[2J\n\u202epmal",
  category: "home",
  currency: CURRENCY,
  priceFrom: "12500000",
  priceTo: "20000000",
  rating: { count: 3, average: 4.25 },
  available: true,
};

describe("views", () => {
  it("show money in its currency, and say so where that is not known", () => {
    assert.equal(moneyText(facts(), "12500000", CURRENCY), "12.50 tUSD");
    assert.equal(moneyText(facts(), "5", COIN), "5 units of 0x0000…0000");
  });

  it("lists are tables; --full writes ids out", () => {
    const [head, line] = show("listings", [listing], facts()).split("\n");
    assert.match(head!, /^listing +title +price +category +seller +rating +on sale$/);
    assert.match(line!, /^0xabab…abab\/lamp +Lamp.* +from 12\.50 tUSD +home +Ada.* +4\.3 of 5 \(3\) +yes$/);
    assert.ok(show("listings", [listing], facts(true)).includes(`${SELLER}/lamp`));
    assert.equal(show("listings", [], facts()), "nothing");
  });

  it("of a purchase say what passed, what to think of, what is wrong, and where to send what is missing", () => {
    const checks = [
      { check: "stock", ok: true, text: "Enough" },
      { check: "arbitrator", ok: true, warning: true, text: "Nobody decides" },
      { check: "coin", ok: false, text: "Coin is missing", account: SELLER },
    ];
    const text = show("previewPurchase", { ok: false, items: [], dues: null, fee: null, checks }, facts());
    assert.match(text, new RegExp(`^✓ Enough\n! Nobody decides\n✗ Coin is missing: ${SELLER}\n`));
  });

  it("no answer can command the terminal, whichever view shows it", () => {
    const problem = { detail: "no\u001b[2J", code: "x\u001b" };
    const operation = {
      id: "1",
      kind: "buy",
      status: "failed",
      subject: "a\u001b[1Ab",
      transaction: null,
      problem,
      createdAt: "2026-11-25T12:00:00Z",
    };
    const shown = [
      show("listings", [listing], facts()),
      show("operation", operation, facts()),
      show("operations", [operation], facts()),
      show("categories", [{ category: "x\u001b[2J", listings: 1 }], facts()),
      show("rates", { name: "y\u001b[2J", chain: { problem: "z\u009b2J" }, peers: [{ name: "p\u001b[2J" }] }, facts()),
    ].join("\n");
    assert.doesNotMatch(shown.replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
    assert.equal(shown.split("\n").length, 2 + 5 + 2 + 2 + 6);
  });

  it("the node says how far it is with the chain, and what its RPCs say of it", () => {
    const chain = {
      id: 31_337,
      name: "dev",
      dev: true,
      escrow: SELLER,
      reachable: true,
      block: 4_000,
      time: "2026-11-25T12:00:00Z",
      head: 10_012,
      problem: "they part",
      endpoints: [
        { endpoint: "one.example:443", head: 10_012, problem: null },
        { endpoint: "two\u001b[2J", head: null, problem: "gone\u202e" },
      ],
      disagreement: { block: 4_001, answers: [{ endpoint: "two\u001b[2J", says: "0 events\u001b[1A" }] },
    };
    const counts = { listings: 1, sellers: 1, orders: 0, reviews: 0 };
    const node = {
      version: "0",
      address: SELLER,
      name: "x\u001b[2J",
      peerId: "p",
      multiaddrs: [],
      peers: 0,
      chain,
      signer: {
        external: true,
        endpoint: "127.0.0.1:8550",
        problem: "gone\u001b[2J",
        waiting: [
          { what: "Catalogue", since: "2026-11-25T12:00:00Z" },
          { what: "Transaction\u202e", since: "2026-11-25T12:00:01Z" },
        ],
      },
      counts,
    };
    const shown = show("node", node, facts());
    assert.match(shown, /block\s+4000 of 10012 \(39 %\)/);
    assert.match(shown, /one\.example:443\s+10012/);
    assert.match(shown, /external, at 127\.0\.0\.1:8550; waits for it to sign: Catalogue, Transaction/);
    assert.match(shown, /signer's problem\s+gone/);
    assert.match(shown, /They part at block 4001: two.* says 0 events/);
    assert.doesNotMatch(shown.replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
  });

  it("an operation about many things names the first and counts the rest, --full all of them", () => {
    const subject = Array.from({ length: 2_000 }, (_, index) => `${SELLER}/lamp-${index}`).join(",");
    const operation = { id: "1", kind: "renewListings", status: "done", subject, createdAt: "2026-11-25T12:00:00Z" };
    const row = /0xabab…abab\/lamp-0,0xabab…abab\/lamp-1,0xabab…abab\/lamp-2 and 1997 more /;
    assert.match(show("operations", [operation], facts()), row);
    assert.match(show("operation", operation, facts()), /^about .*\/lamp-2 and 1997 more$/m);
    for (const name of ["operation", "operations"] as const) {
      assert.match(show(name, name === "operation" ? operation : [operation], facts(true)), /lamp-1999/);
    }
  });

  it("counts are a table of options, with prices as money, and nothing of what is none", () => {
    const facets = {
      total: 7,
      categories: [{ value: "home/lighting", listings: 7 }],
      conditions: [{ value: "used", listings: 2 }],
      currencies: [{ value: CURRENCY, listings: 7, lowest: "3000000", highest: "12500000" }],
      prices: null,
      shipsTo: { everywhere: 4, countries: [{ value: "PT", listings: 6 }] },
      shipsFrom: [],
      ratings: [],
      sellers: [{ value: SELLER, name: "Ada", listings: 7 }],
      availability: { available: 7, unavailable: 0 },
      loosen: [{ filter: "category", listings: 9 }],
      words: [],
      spelling: [{ word: "lmap", instead: ["lamp"], searched: true }],
    };
    assert.deepEqual(
      show("facets", facets, facts())
        .split("\n")
        .map((line) => line.replace(/ {2,}/g, " | ")),
      [
        'nothing has "lmap": searched for lamp',
        "option | value | listings",
        " | all of these | 7",
        "--category | home/lighting | 7",
        "--condition | used | 2",
        "--currency | tUSD, 3.00 tUSD to 12.50 tUSD | 7",
        "--ships-to | everywhere | 4",
        "--ships-to | PT | 6",
        "--seller | Ada (0xabab…abab) | 7",
        "--available | on sale | 7",
        "leaving out | category | 9",
      ],
    );
  });

  it("no page of a listing, order or participant can, in any field of free text", () => {
    const bad = "x\u001b[2J\u202e";
    const detail = {
      ...listing,
      cid: "baf",
      condition: "new",
      shipping: [{ id: "a", title: bad, to: [bad], first: "1", further: "0", days: { min: 1, max: 2 } }],
      oldOffers: { count: 1, validUntil: "2026-11-28T12:00:00Z", lowestPrice: "1", currency: CURRENCY },
      shipWindow: 1,
      inspectionWindow: 1,
      pictures: [],
      title: bad,
      description: bad,
      category: bad,
      tags: [bad],
      shipsFrom: bad,
      shipsTo: [bad],
      sellerName: bad,
      variants: [
        { id: "v1", title: bad, price: "1", left: null, validUntil: "2026-11-28T12:00:00Z", unavailable: null },
      ],
      arbitration: { arbitrator: SELLER, arbitratorName: bad, feeBps: 300 },
    };
    const party = {
      seller: SELLER,
      sellerName: bad,
      buyer: SELLER,
      buyerName: bad,
      arbitrator: SELLER,
      arbitratorName: bad,
    };
    const at = "2026-11-28T12:00:00Z";
    const order = {
      id: "0x1",
      status: "shipped",
      allowed: ["submitEvidence", "confirmBySignature"],
      deadline: at,
      extension: 0,
      shippingOption: { id: "a", title: bad, days: null },
      joined: false,
      combinedWith: ["0x2"],
      units: 1,
      arbitratorFeeBps: 300,
      currency: CURRENCY,
      total: "1",
      unitPrice: "1",
      shipping: "0",
      payout: null,
      release: null,
      settlements: [],
      ...party,
      next: bad,
      tracking: bad,
      listing: { title: bad, variant: bad },
      ifNobodyActs: { text: bad, at },
      delivery: {
        state: "received",
        address: { name: bad, street: bad, city: bad, region: bad, postcode: bad, country: bad, note: bad },
      },
      review: { rating: 1, text: { title: bad, body: bad }, reply: bad },
      statements: [{ author: SELLER, text: bad, onChain: true }],
      timeline: [{ at, text: bad, transaction: SELLER, final: true }],
    };
    const profile = {
      owner: SELLER,
      published: true,
      name: bad,
      about: bad,
      location: bad,
      rating: listing.rating,
      listings: 1,
      bond: null,
      orders: {},
      selling: {
        returns: bad,
        shipping: bad,
        terms: bad,
        shipsFrom: [bad],
        currencies: [CURRENCY],
        arbitrators: [SELLER],
      },
      arbitrator: { feeBps: 1, languages: [bad] },
      registry: { feeBps: 1, languages: [bad], since: at },
    };
    const pages = [show("listing", detail, facts()), show("order", order, facts()), show("profile", profile, facts())];
    assert.match(pages[1]!, /^you can +orders evidence, releases collect$/m);
    assert.doesNotMatch(pages.join("").replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
    assert.equal(pages.join("").split("x·[2J·").length - 1, 11 + 20 + 9);
    const bought = (file: object) =>
      show("order", { ...order, delivery: { state: "none", address: null }, file }, facts());
    const ready = bought({ name: "patterns.pdf", state: "ready", bytes: 9, totalBytes: 9, problem: null });
    assert.match(ready, /^file +patterns\.pdf, here: souk orders file gives it out$/m);
    assert.doesNotMatch(ready, /^address/m);
    const wrong = bought({
      name: bad,
      state: "failed",
      bytes: 0,
      totalBytes: 9,
      problem: { code: "file.wrong", message: bad },
    });
    assert.match(wrong, /^file +x·\[2J·, cannot be had: x·\[2J·$/m);
    const coming = bought({ name: "patterns.pdf", state: "fetching", bytes: 3, totalBytes: 9, problem: null });
    assert.match(coming, /^file +patterns\.pdf, on its way \(3 of 9 bytes\)$/m);
  });

  it("a participant without a profile is shown by what is known besides", () => {
    const profile = {
      owner: SELLER,
      published: false,
      frozen: { sequence: 7, since: "2026-11-25T11:00:00Z" },
      name: "",
      rating: { count: 0, average: null },
      listings: 2,
      orders: { completed: 3, refunded: 0, disputed: 0 },
      bond: { locked: "5", leaving: "0", availableAt: null },
    };
    const shown = show("profile", profile, facts());
    assert.match(shown, /^name +no profile of theirs has come here$/m);
    assert.match(shown, /^frozen +signed two histories: .* \(1 hour ago\)$/m);
    assert.match(shown, /^bond +5 units/m);
    assert.match(shown, /^orders +3 completed/m);
  });

  it("the network fits 100 columns, however long its ids and names are; --full writes them out", () => {
    const peerId = `12D3KooW${"x".repeat(44)}`;
    const bad = `${"n".repeat(50)}\u001b[2J\u202e`;
    const seenAt = new Date(Date.now() - 59 * 60_000).toISOString();
    const cid = `bafy${"c".repeat(51)}`;
    const network = {
      peers: [
        {
          peerId,
          owner: SELLER,
          name: bad,
          transport: "websocket",
          relayed: false,
          addresses: [`/ip4/127.0.0.1/tcp/4001/ws/p2p/${peerId}`],
          latencyMs: 1.5,
          journals: 9_999,
          serves: { blocks: true, relay: true },
          bytesIn: 999_400,
          bytesOut: 12,
          seenAt,
        },
      ],
      journals: [
        { owner: SELLER, name: bad, sequence: 99_999, cid, frozen: { sequence: 1, since: seenAt }, lag: 123, seenAt },
      ],
      voidUpTo: 3,
      missing: [{ address: "/ip4/127.0.0.1/tcp/4001", tries: 2 }],
      downloads: [{ cid, state: "running", bytes: 4_000_000, totalBytes: 12_000_000, sources: [{ peerId }] }],
      refusals: [{ peerId, reason: "entry.signature", count: 14 }],
      holding: { mode: "all", usedBytes: 412_000_000, quotaBytes: 2e9, full: true, diskLow: false },
      dropped: [{ owner: SELLER, name: null, bytes: 8_100_000, reason: "quota", at: seenAt }],
    };
    const shown = show("network", network, facts());
    for (const line of shown.split("\n")) assert.ok(line.length <= 100, `${line.length} columns: ${line}`);
    assert.doesNotMatch(shown.replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
    assert.match(shown, /^disk +412 MB of 2\.0 GB$/m);
    assert.match(shown, /^warning +the quota is used up/m);
    assert.match(shown, /^…xxxxxx +nnn.*… +ws +999 kB +12 B +9999 +files, relay +59 minutes ago$/m);
    assert.match(shown, /^…cccccccc +running +4\.0 MB of 12\.0 MB +…xxxxxx$/m);
    const full = show("network", network, facts(true));
    assert.ok(full.includes(peerId) && full.includes(cid) && full.includes("n".repeat(50)));
    const quiet = { ...network, peers: [], journals: [], missing: [], downloads: [], refusals: [], dropped: [] };
    assert.doesNotMatch(show("network", quiet, facts()), /\n\n/, "no table of nothing");
  });

  it("old offers are told as money, and what ends them", () => {
    const old = { listing: "lamp", count: 2, validUntil: "2026-11-28T12:00:00Z" };
    const shown = show(
      "oldOffers",
      [
        { ...old, lowestPrice: "12500000", currency: CURRENCY },
        { ...old, lowestPrice: null, currency: null },
      ],
      facts(),
    ).split("\n");
    assert.match(shown[1]!, /^lamp +2 +12\.50 tUSD +2026-11-28 /);
    assert.match(shown[2]!, /^lamp +2 +– /);
    assert.match(shown.at(-1)!, /souk listings void-old-offers/);
  });

  it("an answer that no view was written for is shown by its shape", () => {
    const answer = {
      shipsFrom: "PT",
      open: true,
      since: "2026-11-28T12:00:00.000Z",
      none: null,
      owners: [{ owner: SELLER, count: 3 }],
      words: ["a", "b"],
    };
    const lines = show("rates", answer, facts()).split("\n");
    assert.deepEqual(lines.slice(0, 2), ["ships from  PT", "open        yes"]);
    assert.match(lines[2]!, /^since +2026-11-2\d \d\d:\d\d \(in 3 days\)$/);
    assert.deepEqual(lines.slice(3), [
      "none        –",
      "words       a, b",
      "",
      "owners",
      "owner        count",
      "0xabab…abab      3",
    ]);
  });
});
