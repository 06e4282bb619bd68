// What a seller sees of orders, drafts and shipping profiles: nothing is left out that tells them apart, and numbers have units.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { plain } from "../../cli/terminal/style.ts";
import type { Facts } from "../../cli/views/facts.ts";
import { show } from "../../cli/views/views.ts";

const CURRENCY = `0x${"e7".repeat(20)}`;
const facts: Facts = {
  width: Infinity,
  style: plain,
  full: false,
  now: new Date("2026-11-25T12:00:00Z"),
  currencies: [{ address: CURRENCY, symbol: "tUSD", decimals: 6 }] as unknown as Facts["currencies"],
};

describe("orders in tables", () => {
  it("say which variant was bought", () => {
    const order = {
      id: `0x${"ab".repeat(32)}`,
      status: "funded",
      units: 2,
      total: "1",
      currency: CURRENCY,
      roles: [],
      address: null,
    };
    const rows = [{ title: "Cup", variant: "Red" }, { title: "Bowl", variant: "" }, null];
    const orders = rows.map((listing) => ({ ...order, listing, deadline: "2026-11-26T12:00:00Z", next: "ship" }));
    for (const name of ["toShip", "orders"] as const) {
      const [, ...lines] = show(name, orders, facts).split("\n");
      assert.deepEqual(
        lines.map((line) => /2 × (\w+ ?\w*)/.exec(line)![1]!.trim()),
        ["Cup Red", "Bowl", "unknown"],
        name,
      );
    }
  });
});

describe("a draft", () => {
  const bad = "x\u001b[2J\u202e";
  const draft = {
    title: "Lamp",
    description: "Warm.\nBright.",
    category: "home",
    condition: "used",
    tags: ["brass"],
    currency: "tUSD",
    shipsFrom: "PT",
    shipping: [
      { title: "Parcel", to: ["PT", "ES"], first: "4.50", days: { min: 2, max: 4 } },
      { title: "Letter", to: ["*"], first: "2", further: "1", days: null },
    ],
    variants: [
      { id: "v1", title: "Red", price: "40.00", stock: 3, sku: "L-1", weight: 1_400 },
      { title: "", price: "41", stock: null, sku: "", weight: 0 },
    ],
    shipWindow: 432_000,
    inspectionWindow: 1_209_600,
    validFor: 3_600,
    arbitration: { arbitrator: CURRENCY, fallback: null, feeBps: 300, rulingWindow: 604_800, defaultBuyerBps: 5_000 },
  };
  const page = (some: object) => show("saveDraft", { id: "lamp", state: "draft", draft: some }, facts);

  it("is shown line by line, with units, and its variants and ways as tables", () => {
    const text = page(draft);
    for (const line of [
      /^title +Lamp$/m,
      /^draft +lamp$/m,
      /^category +home, used$/m,
      /^ships within +5 days$/m,
      /^to inspect +14 days from shipping$/m,
      /^offered for +1 hour$/m,
      /^disputes +0xe7e7…e7e7 decides for 3 %, within 7 days$/m,
      /^Warm\.\nBright\.$/m,
      /^v1 +Red +40\.00 tUSD +3 +L-1 +1\.4 kg$/m,
      /^– +– +41 tUSD +not counted +– +–$/m,
      /^Parcel +4\.50 tUSD +4\.50 tUSD +2 to 4 +PT ES$/m,
      /^Letter +2 tUSD +1 tUSD +– +everywhere$/m,
    ])
      assert.match(text, line);
    assert.doesNotMatch(text, /^lacks/m);
    assert.equal(show("draft", { id: "lamp", state: "draft", draft }, facts), text);
    assert.match(page({ ...draft, currency: CURRENCY }), /40\.00 tUSD/);
  });

  it("says what it lacks", () => {
    assert.match(page({ title: "Lamp" }), /^lacks +category, currency, ships from, variants$/m);
    assert.match(page({ shippingProfile: "parcels" }), /^title +–\n[^]*^shipping +by the profile parcels$/m);
    assert.match(page({ file: { name: "a.pdf" } }), /^shipping +a file: a\.pdf, delivered by this node$/m);
    assert.match(page({ service: true, arbitration: null }), /^shipping +a service[^]*^disputes +no arbitrator/m);
  });

  it("cannot command the terminal", () => {
    const variants = [{ id: bad, title: bad, price: bad, stock: 1, sku: bad, weight: 1 }];
    const shipping = [{ title: bad, to: [bad], first: bad, days: null }];
    const words = { title: bad, description: bad, category: bad, condition: bad, tags: [bad], currency: bad };
    const text = [
      page({ ...words, shipsFrom: bad, variants, shipping }),
      page({ file: { name: bad } }),
      show(
        "shippingProfile",
        {
          id: "parcels",
          profile: {
            title: bad,
            currency: bad,
            zones: [
              { to: [bad], options: [{ title: bad, days: null, steps: [{ upTo: 1, first: bad, further: bad }] }] },
            ],
          },
          usedBy: [],
        },
        facts,
      ),
    ].join("");
    assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\u202e]/u);
  });
});

describe("shipping profiles", () => {
  const view = {
    id: "parcels",
    profile: {
      title: "Parcels",
      currency: "tUSD",
      zones: [
        {
          to: ["PT"],
          options: [
            {
              title: "Post",
              days: { min: 1, max: 2 },
              steps: [
                { upTo: 500, first: "3.00", further: "1.00" },
                { upTo: 2_000, first: "5.00" },
              ],
            },
          ],
        },
        { to: ["*"], options: [{ title: "Air", days: null, steps: [{ upTo: null, first: "20" }] }] },
      ],
    },
    usedBy: ["lamp", "cup"],
  };

  it("are a record and a table of ways and weights", () => {
    const text = show("saveShippingProfile", view, facts);
    for (const line of [
      /^title +Parcels$/m,
      /^used by +lamp, cup$/m,
      /^to +sent by +days +up to +first unit +each further$/m,
      /^PT +Post +1 to 2 +500 g +3\.00 tUSD +1\.00 tUSD$/m,
      /^ +2 kg +5\.00 tUSD +5\.00 tUSD$/m,
      /^everywhere +Air +– +any weight +20 tUSD +20 tUSD$/m,
    ])
      assert.match(text, line);
    assert.equal(show("shippingProfile", view, facts), text);
  });

  it("are listed with where they go, and what follows them", () => {
    const [, line] = show("shippingProfiles", [view], facts).split("\n");
    assert.match(line!, /^parcels +Parcels +tUSD +PT, everywhere +lamp, cup$/);
  });
});
