// Shipping options by region and weight, from a seller's profile.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shippingOptions } from "../../node/core/shipping-profile.ts";
import { shippingProfile } from "../../protocol/api/shipping-inputs.ts";

const way = (title: string, ...steps: object[]) => ({ title, steps });
const profile = shippingProfile.parse({
  title: "Parcels",
  currency: "tUSD",
  zones: [
    {
      to: ["PT"],
      options: [
        way("Letter", { upTo: 500, first: "1.20", further: "0.30" }),
        way("Parcel", { upTo: 2_000, first: "4" }, { upTo: 5_000, first: "6" }, { upTo: null, first: "15" }),
      ],
    },
    { to: ["*"], options: [way("Parcel", { upTo: 5_000, first: "19" })] },
  ],
});
const at = (weight: number) =>
  shippingOptions(profile, weight).map(({ id, to, first, further }) => [id, to[0], first, further]);

describe("a shipping profile", () => {
  it("gives each way at the first step that takes the weight, and leaves out those that do not", () => {
    assert.deepEqual(at(0), [
      ["letter", "PT", "1.20", "0.30"],
      ["parcel", "PT", "4", undefined],
      ["parcel-2", "*", "19", undefined],
    ]);
    assert.deepEqual(at(500).length, 3);
    assert.deepEqual(at(501), [
      ["parcel", "PT", "4", undefined],
      ["parcel-2", "*", "19", undefined],
    ]);
    assert.deepEqual(at(2_000)[0]![2], "4");
    assert.deepEqual(at(2_001)[0]![2], "6");
    assert.deepEqual(at(9_000), [["parcel", "PT", "15", undefined]]);
  });

  it("that takes nothing so heavy says so", () => {
    const light = { ...profile, zones: [profile.zones[1]!] };
    assert.throws(() => shippingOptions(light, 5_001), { code: "shipping.does-not-fit" });
  });

  it("is refused where steps do not rise, or nothing follows from them", () => {
    for (const steps of [
      [],
      [
        { upTo: 2, first: "1" },
        { upTo: 2, first: "2" },
      ],
      [
        { upTo: null, first: "1" },
        { upTo: 5, first: "2" },
      ],
    ]) {
      const zones = [{ to: ["*"], options: [{ title: "x", steps }] }];
      assert.equal(shippingProfile.safeParse({ title: "x", currency: "tUSD", zones }).success, false);
    }
    const many = Array.from({ length: 11 }, () => way("x", { first: "1" }));
    const zones = [many.slice(0, 6), many.slice(6)].map((options) => ({ to: ["*"], options }));
    assert.equal(shippingProfile.safeParse({ title: "x", currency: "tUSD", zones }).success, false);
  });
});
