// The user's list of exchange rates: read again when it changes, and refused with its place when it is wrong.
import assert from "node:assert/strict";
import { rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openRateList } from "../../../node/store/rate-list.ts";
import { ZERO_ADDRESS } from "../../../protocol/ids.ts";
import { DEV, TUSD } from "../../support/chain-parties.ts";
import { temporaryFolder } from "../../support/folder.ts";

const signal = new AbortController().signal;

describe("a list of exchange rates", () => {
  let directory: string;
  let file: string;
  let written = 1_700_000_000;
  beforeEach(() => {
    directory = temporaryFolder();
    file = path.join(directory, "rates.json");
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function write(content: unknown): void {
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    utimesSync(file, ++written, written);
  }

  it("gives values by symbol or address, as of the file's change or the time it names", async () => {
    write({ unit: "EUR", values: { ETH: "2500.50", [TUSD]: "1" } });
    const list = openRateList(file, DEV.currencies);
    const both = { unit: "EUR", until: null, source: "list" } as const;
    const expected = [
      { currency: ZERO_ADDRESS, value: 250_050n, decimals: 2, ...both, asOf: written },
      { currency: TUSD, value: 1n, decimals: 0, ...both, asOf: written },
    ];
    assert.deepEqual(await list.read(signal), { rates: expected, problems: [] });
    write({ unit: "EUR", asOf: "2026-11-25T12:00:00Z", values: { ETH: "0.1" } });
    const [changed] = (await list.read(signal)).rates;
    assert.deepEqual([changed!.value, changed!.decimals, changed!.asOf], [1n, 1, Date.UTC(2026, 10, 25, 12) / 1_000]);
  });

  it("names feeds to be read instead", () => {
    const feed = DEV.feeds[0]!.feed;
    write({ unit: "USD", feeds: [{ currency: "ETH", feed, heartbeat: 3_600 }] });
    const { feeds } = openRateList(file, DEV.currencies);
    assert.deepEqual(feeds, [{ currency: ZERO_ADDRESS, feed, heartbeat: 3_600, unit: "USD" }]);
  });

  it("is refused in words, at the start and later", async () => {
    const refuses = (content: unknown, why: RegExp) => {
      write(content);
      assert.throws(() => openRateList(file, DEV.currencies), { code: "node.config", message: why });
    };
    assert.throws(() => openRateList(path.join(directory, "none.json"), DEV.currencies), /ENOENT/);
    refuses("{", /cannot be used/);
    refuses({ values: {} }, /unit/);
    for (const value of ["0", "0.00", "-1", "1e3", "", ".5", 5])
      refuses({ unit: "USD", values: { ETH: value } }, /values\.ETH/);
    refuses({ unit: "USD", values: { DOGE: "1" } }, /no currency of this chain is called DOGE/);
    refuses({ unit: "USD", more: 1 }, /more/);
    write({ unit: "USD", values: { ETH: "1" } });
    const list = openRateList(file, DEV.currencies);
    write("[]");
    await assert.rejects(list.read(signal), { code: "node.config" });
  });
});
