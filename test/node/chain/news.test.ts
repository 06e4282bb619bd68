// What is told of the chain's status: changes at once, progress once a second, new blocks never.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { FollowerStatus } from "../../../node/chain/follower.ts";
import { createChainNews } from "../../../node/chain/news.ts";
import type { SoukEvent } from "../../../protocol/events.ts";
import { DEV } from "../../support/chain-parties.ts";

it("catching up is told once a second, its end and each problem at once, new blocks never", () => {
  const events: SoukEvent[] = [];
  let clock = 0;
  const tell = createChainNews(
    (event) => events.push(event),
    () => clock,
  );
  const status = (change: Partial<FollowerStatus>): FollowerStatus => ({
    chainId: DEV.chainId,
    escrow: DEV.escrow,
    reachable: true,
    head: 10_000,
    problem: null,
    endpoints: [],
    disagreement: null,
    followed: 0,
    ...change,
  });
  for (let followed = 0; followed <= 10_000; followed += 100) {
    tell(status({ followed }));
    clock += 99;
  }
  for (let head = 10_001; head < 10_050; head++) {
    tell(status({ head, followed: head - 1 }));
    clock += 5_000;
  }
  tell(status({ head: 10_050, followed: 10_050, problem: "they part" }));
  tell(status({ head: 10_050, followed: 10_050, problem: "they part" }));
  tell(status({ head: 10_050, followed: 10_050 }));
  const told = events.map((event) => event.type === "chain.changed" && [event.block, event.problem]);
  assert.deepEqual(told, [
    ...[0, 1_100, 2_200, 3_300, 4_400, 5_500, 6_600, 7_700, 8_800, 9_900].map((block) => [block, null]),
    [10_000, null],
    [10_050, "they part"],
    [10_050, null],
  ]);
});
