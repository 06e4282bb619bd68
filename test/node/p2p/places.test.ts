// The places of exchanges that are at work: given away while a peer is waited for, and after a turn.
import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { createPlaces } from "../../../node/p2p/sync/places.ts";

describe("a place among the exchanges", () => {
  it("is lost to a wait that is long, and to many short ones that are a turn together, once", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      let freed = 0;
      const places = createPlaces(() => freed++);
      const [waits, drips, works] = [places.take(), places.take(), places.take(), places.take()];
      assert.equal(places.isFree(), false);
      void waits!.during(new Promise(() => {}));
      mock.timers.tick(250);
      assert.equal(freed, 0);
      mock.timers.tick(100);
      assert.equal(freed, 1);
      for (let answers = 0; answers < 7; answers++) {
        const answered = Promise.withResolvers<void>();
        const waiting = drips!.during(answered.promise);
        mock.timers.tick(200);
        assert.equal(freed, 1);
        answered.resolve();
        await waiting;
      }
      works!.leave();
      assert.equal(freed, 2);
      mock.timers.tick(1_000);
      assert.equal(freed, 4, "whoever is still there has had a turn");
      [waits, drips, works].forEach((place) => place!.leave());
      assert.equal(freed, 4);
      assert.equal(places.isFree(), true);
    } finally {
      mock.timers.reset();
    }
  });
});
