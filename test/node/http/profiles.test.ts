// One participant as the API shows them: with a profile, without one but known by something else, and not known at all.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SoukError } from "../../../node/core/errors.ts";
import type { PublicRecords } from "../../../node/core/ports/chain.ts";
import { createProfileViews } from "../../../node/http/views/profile.ts";
import type { ReputationView } from "../../../protocol/api/reputation-schemas.ts";
import { type ProfileView, profileDetail } from "../../../protocol/api/schemas.ts";
import type { Address } from "../../../protocol/ids.ts";

const OWNER = `0x${"ab".repeat(20)}` as Address;
const NONE = { count: 0, average: null };
const PROFILE: ProfileView = {
  owner: OWNER,
  name: "Ada",
  about: "",
  location: "",
  picture: null,
  selling: null,
  arbitrator: null,
  rating: NONE,
  listings: 0,
  orders: { completed: 0, refunded: 0, disputed: 0 },
};

interface Known {
  profile?: ProfileView;
  frozen?: { sequence: number; since: number };
  locked?: bigint;
  entry?: Awaited<ReturnType<PublicRecords["registryEntry"]>>;
  listings?: string[];
  followed?: boolean;
  heard?: boolean;
  sold?: number;
  bought?: number;
}

function detail(known: Known) {
  const { sold = 0, bought = 0 } = known;
  const views = createProfileViews({
    profiles: { list: () => [], view: () => known.profile },
    records: {
      bond: () => Promise.resolve({ locked: known.locked ?? 0n, leaving: 0n, availableAt: null }),
      registryEntry: () => Promise.resolve(known.entry ?? null),
    } as unknown as PublicRecords,
    journals: { frozen: () => known.frozen as never, head: () => (known.heard ? ({} as never) : undefined) },
    listings: { idsOf: () => (known.listings ?? []) as never },
    reputation: (owner) =>
      ({
        owner,
        sales: { orders: sold, completed: sold, refunded: 0, disputes: { opened: 0 } },
        purchases: { orders: bought },
        reviews: { rating: NONE },
      }) as ReputationView,
    isFollowed: () => known.followed ?? false,
  });
  return views.detail(OWNER, new AbortController().signal);
}

describe("one participant", () => {
  it("with a profile is shown by it", async () => {
    const { published, name } = profileDetail.parse(await detail({ profile: PROFILE }));
    assert.deepEqual([published, name], [true, "Ada"]);
  });

  it("whose profile has not come is shown by what else is known, and said to be without one", async () => {
    const shown = profileDetail.parse(
      await detail({
        frozen: { sequence: 7, since: 1_000 },
        locked: 5n,
        entry: { feeBps: 300, consents: true, languages: ["en"], since: 1_000 },
        listings: ["lamp", "stool"],
        sold: 3,
      }),
    );
    assert.deepEqual([shown.published, shown.name], [false, ""]);
    assert.equal(shown.frozen?.sequence, 7);
    assert.equal(shown.bond?.locked, "5");
    assert.equal(shown.registry?.feeBps, 300);
    assert.deepEqual([shown.listings, shown.orders.completed], [2, 3]);
  });

  it("is known by any one of these", async () => {
    const entry = { feeBps: 0, consents: false, languages: ["en"], since: 1_000 };
    const one: Known[] = [
      { frozen: { sequence: 1, since: 1_000 } },
      { locked: 1n },
      { entry },
      { listings: ["lamp"] },
      { followed: true },
      { heard: true },
      { sold: 1 },
      { bought: 1 },
    ];
    for (const known of one) assert.equal((await detail(known)).published, false);
  });

  it("of whom nothing is known at all is not", async () => {
    await assert.rejects(detail({}), (error) => error instanceof SoukError && error.code === "profile.unknown");
  });
});
