// Exchange rates from a file of the user's: read again when it has changed, refused as a whole when it is not what it should be.
import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import type { Currency, RateFeed } from "../../protocol/deployments.ts";
import { IN_WORDS } from "../../protocol/fault-words.ts";
import { type Address, address } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { RateSource } from "../core/ports/rates.ts";
import type { Rate } from "../core/rates.ts";

const value = z
  .string()
  .regex(/^(?=.*[1-9])[0-9]{1,20}(\.[0-9]{1,18})?$/, "expected a number above 0, such as 2500.00");
const currency = z.string().min(1).max(42);

const list = z.strictObject({
  unit: z.string().min(1).max(12),
  /** When the values were right; left out, when the file was changed. */
  asOf: z.iso.datetime().optional(),
  /** By symbol or address: what one whole coin or token is worth. */
  values: z.record(currency, value).default({}),
  /** Read from the chain instead; they come before values. */
  feeds: z.array(z.strictObject({ currency, feed: address, heartbeat: z.int().min(60).max(604_800) })).default([]),
});

/**
 * Reads it at once. `feeds` are taken as they are now, values whenever they change.
 * @throws SoukError `node.config`
 */
export function openRateList(
  file: string,
  currencies: readonly Pick<Currency, "address" | "symbol">[],
): RateSource & { feeds: RateFeed[] } {
  function addressOf(name: string): Address {
    const found = currencies.find(({ address: of, symbol }) => of === name.toLowerCase() || symbol === name);
    if (found) return found.address;
    throw faulty(`no currency of this chain is called ${name}`);
  }
  const faulty = (why: string, cause?: unknown) =>
    new SoukError("node.config", `The list of exchange rates ${file} cannot be used: ${why}`, { cause });

  function read(): { rates: Rate[]; feeds: RateFeed[]; changedAt: number } {
    let changedAt: number;
    let content: z.output<typeof list>;
    try {
      changedAt = statSync(file).mtimeMs;
      content = list.parse(JSON.parse(readFileSync(file, "utf8")), IN_WORDS);
    } catch (error) {
      const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
      throw faulty(issue ? `${issue.path.join(".")}: ${issue.message}` : (error as Error).message, error);
    }
    const { unit, feeds } = content;
    const asOf = Math.floor((content.asOf === undefined ? changedAt : Date.parse(content.asOf)) / 1_000);
    const rates = Object.entries(content.values).map(([name, text]): Rate => {
      const [whole, decimals = ""] = text.split(".");
      const number = { value: BigInt(whole + decimals), decimals: decimals.length };
      return { currency: addressOf(name), unit, ...number, asOf, until: null, source: "list" };
    });
    return { rates, feeds: feeds.map((one) => ({ ...one, currency: addressOf(one.currency), unit })), changedAt };
  }

  let known = read();
  return {
    feeds: known.feeds,
    async read() {
      if (statSync(file, { throwIfNoEntry: false })?.mtimeMs !== known.changedAt) known = read();
      return { rates: known.rates, problems: [] };
    },
  };
}
