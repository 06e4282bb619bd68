// Every timeout and dispute rehearsed, as a user runs it; and a rehearsal that goes otherwise than the model says is a failure.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { Writable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { ZeroHash } from "ethers";
import { type Narrator, createNarrator } from "../../scripts/demo/narrator.ts";
import { type CallsMade, createCallsMade } from "../../scripts/rehearse/calls-made.ts";
import { closed, reach } from "../../scripts/rehearse/deals.ts";
import { PROGRAMME } from "../../scripts/rehearse/programme.ts";
import { type Stage, type Theatre, openTheatre } from "../../scripts/rehearse/stage.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const rehearse = (scenario: string) =>
  spawnSync(process.execPath, ["scripts/rehearse.ts", scenario], { cwd: ROOT, encoding: "utf8", timeout: 170_000 });

describe("npm run rehearse", () => {
  it("plays all scenarios as the model says, and calls every function of every contract", () => {
    const { status, stdout, stderr } = rehearse("all");
    assert.equal(stderr, "");
    assert.equal(status, 0);
    const runs = PROGRAMME.reduce((sum, { monies }) => sum + monies.length, 0);
    assert.match(stdout, new RegExp(`\\n${runs} of ${runs} runs went as the model says; \\d{3,} proofs held\\.\\n$`));
  });

  it("plays one, with everybody's balance before and after", () => {
    const { status, stdout } = rehearse("expired");
    assert.equal(status, 0);
    assert.match(stdout, /who +money +before +after +change +the model says\n +buyer +ETH .*\n +seller +ETH /);
  });

  it("lists them, and says so when there is none of that name", () => {
    assert.equal(rehearse("list").stdout.trim().split("\n").length, PROGRAMME.length);
    const { status, stderr } = rehearse("nothing");
    assert.equal(status, 2);
    assert.match(stderr, /no scenario "nothing"/);
  });
});

describe("a rehearsal", () => {
  let theatre: Theatre;
  let calls: CallsMade;
  let tell: Narrator;

  before(async () => {
    calls = createCallsMade();
    theatre = await openTheatre(calls);
    tell = createNarrator(new Writable({ write: (_chunk, _encoding, done) => done() }));
  });
  after(() => theatre.close());

  const perform = (play: (stage: Stage) => Promise<void>) => theatre.perform("token", tell, play);
  const confirming = ({ people, escrow }: Stage, deal: Awaited<ReturnType<typeof reach>>) =>
    [people.buyer, escrow.confirm.populateTransaction(deal.struct, ZeroHash, 0)] as const;

  it("fails if one smallest unit goes elsewhere than the model says", async () => {
    const play = perform(async (stage) => {
      const deal = await reach(stage, "shipped");
      const model = closed(deal, { buyerBps: 0 });
      const { people, currency } = stage;
      await stage.act("confirm", ...confirming(stage, deal), {
        model(ledger) {
          model(ledger);
          ledger.move(currency, people.seller, people.stranger, 1n);
        },
      });
    });
    await assert.rejects(play, /seller has 104\.305507 tUSD, not 104\.305506; stranger has/);
  });

  it("fails if money moves in a call of which the model says nothing", async () => {
    const play = perform(async (stage) => {
      await stage.act("confirm", ...confirming(stage, await reach(stage, "funded")));
    });
    await assert.rejects(play, /every balance is what the model says/);
  });

  it("fails if what should be refused is accepted, or refused for another reason", async () => {
    const refused = (error: string) =>
      perform(async (stage) => {
        const deal = await reach(stage, "funded");
        const claim = stage.escrow.claim.populateTransaction(deal.struct);
        await stage.refused("claim", stage.people.seller, claim, error);
        await stage.refused("confirm", ...confirming(stage, deal), error);
      });
    await assert.rejects(refused("TooEarly"), /expected TooEarly, got WrongStatus/);
    await assert.rejects(refused("WrongStatus"), /expected WrongStatus, got accepted/);
  });

  it("leaves the chain as it was", async () => {
    const balance = () => theatre.chain.request("eth_getBlockByNumber", ["latest", false]);
    const earlier = await balance();
    await perform(async (stage) => void (await reach(stage, "disputed")));
    assert.deepEqual(await balance(), earlier);
  });

  it("names the functions that nobody called", () => {
    const made = (name: string) => calls.all().find(({ called }) => called === name)?.made;
    assert.deepEqual([made("escrow.dispute"), made("escrow.rule"), made("adapter.rule")], [true, false, false]);
  });
});
