// Exchange rates as the node uses them: read again as the chain moves, never used beyond their time, and never made up.
import type { RatesView } from "../../../protocol/api/rate-schemas.ts";
import type { Currency } from "../../../protocol/deployments.ts";
import type { Address } from "../../../protocol/ids.ts";
import { formatAmount } from "../../../protocol/money.ts";
import { SoukError } from "../../core/errors.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { RateProblem, RateQueries, RateSource } from "../../core/ports/rates.ts";
import { type Rate, pricesIn } from "../../core/rates.ts";

const READ_MS = 15_000;

export interface Rates extends RateQueries {
  /** Call when the chain has moved. Never rejects; at most once in `everyMs`. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

export function createRates({
  source,
  sources,
  currencies,
  now,
  everyMs,
  logger,
}: {
  /** What the user said. */
  source: RatesView["source"];
  /** Where several know a currency, the first counts. */
  sources: readonly RateSource[];
  currencies: readonly Currency[];
  /** Chain time, unix seconds. */
  now: () => number;
  everyMs: number;
  logger: Logger;
}): Rates {
  const stopping = new AbortController();
  let known: Rate[] = [];
  let problems: RateProblem[] = [];
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(READ_MS)]);
    const found = new Map<Address, Rate>();
    const faults: RateProblem[] = [];
    for (const one of sources) {
      try {
        const answer = await one.read(signal);
        for (const rate of answer.rates) if (!found.has(rate.currency)) found.set(rate.currency, rate);
        faults.push(...answer.problems);
      } catch (error) {
        if (stopping.signal.aborted) return;
        logger.warn({ err: error }, "exchange rates could not be read");
        faults.push({ currency: null, problem: error instanceof SoukError ? error.message : "it could not be read" });
      }
    }
    known = [...found.values()];
    problems = faults;
  }

  const usable = (): Rate[] => known.filter(({ until }) => until === null || until >= now());

  function refresh(): Promise<void> {
    if (sources.length === 0 || performance.now() - readAt < everyMs) return reading ?? Promise.resolve();
    reading ??= read().finally(() => {
      readAt = performance.now();
      reading = undefined;
    });
    return reading;
  }

  return {
    refresh,
    async view() {
      await refresh();
      const rates = usable().map(({ currency, unit, value, decimals, asOf, source: from }) => ({
        currency,
        symbol: currencies.find(({ address }) => address === currency)?.symbol ?? currency,
        value: formatAmount(value, decimals),
        unit,
        asOf: new Date(asOf * 1_000).toISOString(),
        source: from,
      }));
      return { source, rates, problems };
    },
    pricesIn(currency) {
      const prices = pricesIn(currency, usable(), currencies);
      if (prices) return prices;
      const symbol = currencies.find(({ address }) => address === currency)?.symbol ?? currency;
      const message =
        source === "none"
          ? "this node has no source of exchange rates: start it with --rates, or leave priceIn out"
          : `there is no exchange rate for ${symbol} now: GET /rates says why; leave priceIn out`;
      throw new SoukError("rates.unknown", message, { field: "priceIn", subject: symbol });
    },
    async stop() {
      stopping.abort();
      await reading;
    },
  };
}
