// Before paying: each state of the planned order with its end, who would decide, and whom the user trusts to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { consentOf } from "../../node/core/arbitrator-consent.ts";
import { plannedSteps } from "../../node/core/purchase-story.ts";
import { untrustedOf } from "../../node/core/trust.ts";
import { ZERO_ADDRESS } from "../../protocol/ids.ts";
import { ARBITRATOR, BUYER, FALLBACK, SELLER, sampleListing, sampleOrder } from "../support/sample.ts";

const DAY = 86_400;
const NOW = 1_900_000_000;
const order = sampleOrder();

test("the latest ends add up: shipping, inspection, ruling", () => {
  const steps = plannedSteps(order, NOW, false);
  assert.deepEqual(
    steps.map(({ state, seconds, until }) => [state, seconds / DAY, (until - NOW) / DAY]),
    [
      ["funded", 5, 5],
      ["shipped", 14, 19],
      ["disputed", 7, 26],
    ],
  );
  assert.match(steps[0]!.ifNobodyActs, /return the money to the buyer/);
  assert.match(steps[1]!.ifNobodyActs, /release the money to the seller/);
  assert.match(steps[2]!.ifNobodyActs, /50 % to the buyer/);
});

test("a fallback has a window of its own; without arbitrator there is no dispute to wait for", () => {
  const withFallback = { ...order, offer: { ...order.offer, fallbackArbitrator: FALLBACK } };
  assert.equal(plannedSteps(withFallback, NOW, false)[2]!.seconds, 14 * DAY);
  const steps = plannedSteps(sampleOrder({}, sampleListing({ arbitration: null })), NOW, false);
  assert.deepEqual(
    steps.map(({ state }) => state),
    ["funded", "shipped"],
  );
  assert.match(steps[1]!.text, /no arbitrator, so it cannot be disputed/);
});

test("once somebody is trusted, every other arbitrator and fallback is not", () => {
  assert.deepEqual(untrustedOf(order.offer, []), []);
  assert.deepEqual(untrustedOf(order.offer, [ARBITRATOR]), []);
  assert.deepEqual(untrustedOf(order.offer, [BUYER]), [ARBITRATOR]);
  const both = { ...order.offer, fallbackArbitrator: FALLBACK };
  assert.deepEqual(untrustedOf(both, [ARBITRATOR]), [FALLBACK]);
  assert.deepEqual(untrustedOf({ ...both, arbitrator: ZERO_ADDRESS, fallbackArbitrator: ZERO_ADDRESS }, [SELLER]), []);
});

test("consent is for the fee that is offered, and its withdrawal in the registry is heard", () => {
  const none = { courts: [], registry: null, profile: null };
  const entry = { feeBps: 300, consents: true, languages: ["en"], since: 1 };
  assert.equal(consentOf(ARBITRATOR, 300, none), null);
  assert.equal(consentOf(ARBITRATOR, 300, { ...none, registry: entry }), "registry");
  assert.equal(consentOf(ARBITRATOR, 299, { ...none, registry: entry }), null);
  assert.equal(consentOf(ARBITRATOR, 300, { ...none, profile: { feeBps: 300 } }), "profile");
  assert.equal(consentOf(ARBITRATOR, 200, { ...none, profile: { feeBps: 300 } }), null);
  const withdrawn = { ...entry, consents: false };
  assert.equal(consentOf(ARBITRATOR, 300, { ...none, registry: withdrawn, profile: { feeBps: 300 } }), null);
  const courts = [{ address: ARBITRATOR, court: BUYER, minRulingWindow: 1 }];
  assert.equal(consentOf(ARBITRATOR, 0, { ...none, courts }), "court");
});
