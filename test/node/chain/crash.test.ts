// A purchase survives kill -9 at every write of the transaction journal: exactly one order on chain.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { encodeCall } from "../../../node/chain/calls.ts";
import type { JournalHook } from "../../support/chain-journal.ts";
import { openTransactionJournal } from "../../support/chain-journal.ts";
import type { CrashPlan } from "../../support/chain-crash.ts";
import { type Market, startMarket } from "../../support/chain-market.ts";
import { DEV, TUSD, newAccount } from "../../support/chain-parties.ts";

const CHILD = path.join(import.meta.dirname, "../../support/chain-crash.ts");

describe("crash between intent, signature, sending and record", () => {
  let market: Market;
  let directory: string;

  before(async () => {
    [market, directory] = await Promise.all([startMarket(), mkdtemp(path.join(tmpdir(), "souk-crash-"))]);
  });
  after(async () => {
    await market.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** @returns the signal that ended the child, or its exit code */
  async function run(plan: CrashPlan): Promise<string | number> {
    const child = spawn(process.execPath, [CHILD, JSON.stringify(plan)], { stdio: ["ignore", "ignore", "inherit"] });
    const [code, signal] = await once(child, "exit");
    return signal ?? code;
  }

  async function survives(
    token: boolean,
    crashes: [moment: Parameters<JournalHook>[0], write: string, step?: string][],
  ) {
    const account = newAccount();
    await market.dev.fund(account.address, { coin: 10n ** 18n, tUSD: 10_000_000n });
    const terms = token ? { currency: TUSD } : {};
    const { order, signature } = await market.order(terms, { buyer: account.address });
    const id = "purchase";
    const plan: CrashPlan = {
      url: market.dev.url,
      directory: path.join(directory, account.address),
      account,
      // Without permits a token takes two transactions: one more place to die.
      deployment: { ...DEV, currencies: DEV.currencies.map((currency) => ({ ...currency, permit: false })) },
      id,
      call: encodeCall({ call: "open", order, signature }),
    };
    for (const [moment, write, step = ""] of crashes) {
      assert.equal(
        await run({ ...plan, crash: { moment, write, id: `${id}${step}` } }),
        "SIGKILL",
        `${moment} ${write}`,
      );
    }
    assert.equal(await run(plan), 0);
    const { model } = market.seller;
    const orders = () =>
      model.events().filter((event) => event.name === "Opened" && event.order.buyer === account.address);
    await model.until(() => orders().length > 0, "the order on chain");
    assert.equal(
      Number(await market.dev.request("eth_getTransactionCount", [account.address, "latest"])),
      token ? 2 : 1,
    );
    assert.equal(orders().length, 1);
    const { journal, close } = openTransactionJournal(plan.directory);
    assert.equal(journal.get(id)!.status, "mined");
    assert.equal(journal.get(`${id}/approve/tUSD`)?.status, token ? "mined" : undefined);
    assert.deepEqual(journal.open(), []);
    close();
  }

  it("before and after the intent", () =>
    survives(false, [
      ["before", "intend"],
      ["after", "intend"],
    ]));
  it("after signing, before sending", () =>
    survives(false, [
      ["before", "signed"],
      ["after", "signed"],
    ]));
  it("after sending, before and after its record", () =>
    survives(false, [
      ["before", "sent"],
      ["after", "sent"],
    ]));
  it("mined, before and after its record", () =>
    survives(false, [
      ["before", "mined"],
      ["after", "mined"],
    ]));
  it("at each write of an approval and its purchase", () =>
    survives(true, [
      ["after", "intend"],
      ["after", "intend", "/approve/tUSD"],
      ["after", "signed", "/approve/tUSD"],
      ["before", "sent", "/approve/tUSD"],
      ["before", "mined", "/approve/tUSD"],
      ["after", "mined", "/approve/tUSD"],
      ["after", "signed"],
      ["before", "sent"],
      ["after", "mined"],
    ]));
});
