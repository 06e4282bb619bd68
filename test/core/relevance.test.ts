// Ranking: more of a good thing never ranks lower, words outweigh the rest, and nothing can be had by signing for a hundred years.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Signals, WEIGHTS, mostRelevance, ratingOf, relevance, renewedAt } from "../../node/core/relevance.ts";

const NOW = 1_900_000_000;
const DAY = 86_400;

const signals: fc.Arbitrary<Signals> = fc
  .record({
    text: fc.double({ min: 0, max: 1, noNaN: true }),
    renewedAt: fc.integer({ min: 0, max: NOW + 30 * DAY }),
    voices: fc.integer({ min: 0, max: 500 }),
    average: fc.double({ min: 1, max: 5, noNaN: true }),
    buyers: fc.integer({ min: 0, max: 500 }),
    settled: fc.double({ min: 0, max: 1e9, noNaN: true }),
    aliveAt: fc.integer({ min: 0, max: NOW + 30 * DAY }),
  })
  .map(({ text, renewedAt: at, voices, average, ...seller }) => ({
    text,
    renewedAt: at,
    seller: { ...seller, voices, voiceSum: voices * average },
  }));

const more = fc.double({ min: 0, max: 1e6, noNaN: true });
const better: Record<string, (from: Signals, by: number) => Signals> = {
  text: (s, by) => ({ ...s, text: Math.min(1, s.text + by / 1e6) }),
  freshness: (s, by) => ({ ...s, renewedAt: s.renewedAt + by }),
  "a higher rating": ({ seller, ...s }, by) => ({
    ...s,
    seller: { ...seller, voiceSum: Math.min(5 * seller.voices, seller.voiceSum + by / 1e3) },
  }),
  "one more content buyer": ({ seller, ...s }) => ({
    ...s,
    seller: { ...seller, voices: seller.voices + 1, voiceSum: seller.voiceSum + 5, buyers: seller.buyers + 1 },
  }),
  buyers: ({ seller, ...s }, by) => ({ ...s, seller: { ...seller, buyers: seller.buyers + by } }),
  "settled value": ({ seller, ...s }, by) => ({ ...s, seller: { ...seller, settled: seller.settled + by } }),
  liveness: ({ seller, ...s }, by) => ({ ...s, seller: { ...seller, aliveAt: seller.aliveAt + by } }),
};

describe("relevance", () => {
  for (const [name, improve] of Object.entries(better)) {
    it(`never falls with more of: ${name}`, () => {
      fc.assert(
        fc.property(signals, more, (before, by) => {
          assert.ok(relevance(improve(before, by), NOW) >= relevance(before, NOW) - 1e-12);
        }),
      );
    });
  }

  it("rises with each of them where there is room", () => {
    const seller = { voices: 4, voiceSum: 12, buyers: 4, settled: 4, aliveAt: NOW - 10 * DAY };
    const middling: Signals = { text: 0.5, renewedAt: NOW - 5 * DAY, seller };
    for (const [name, improve] of Object.entries(better)) {
      assert.ok(relevance(improve(middling, 1_000), NOW) > relevance(middling, NOW), name);
    }
  });

  it("is between 0 and 1", () => {
    fc.assert(
      fc.property(signals, (any) => {
        const value = relevance(any, NOW);
        assert.ok(value >= 0 && value <= 1 + 1e-12, String(value));
        assert.ok(value <= mostRelevance(any.text) + 1e-12, "whatever else is good of it");
      }),
    );
    const sum = Object.values(WEIGHTS).reduce((total, weight) => total + weight, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12);
  });

  it("gives no name a place under words that do not fit", () => {
    const nobody = { voices: 0, voiceSum: 0, buyers: 0, settled: 0, aliveAt: 0 };
    const famous = { voices: 900, voiceSum: 4_500, buyers: 900, settled: 1e9, aliveAt: NOW };
    const fits = relevance({ text: 1, renewedAt: 0, seller: nobody }, NOW);
    const hardlyFits = relevance({ text: 0.2, renewedAt: NOW, seller: famous }, NOW);
    assert.ok(fits > hardlyFits);
  });

  it("draws few voices to the middle: one delighted buyer is less than many content ones", () => {
    assert.ok(ratingOf({ voices: 1, voiceSum: 5 }) < ratingOf({ voices: 40, voiceSum: 40 * 4.5 }));
    assert.equal(ratingOf({ voices: 0, voiceSum: 0 }), 3.5);
  });

  it("takes an offer for a week old that holds longer than offers do", () => {
    assert.equal(renewedAt(NOW + 14 * DAY, NOW), NOW);
    assert.equal(renewedAt(NOW + DAY, NOW), NOW - 13 * DAY);
    assert.equal(renewedAt(NOW + 36_500 * DAY, NOW), NOW - 7 * DAY);
  });
});
