// Ports: where exchange rates come from, and what the node makes of them. Adapters: chain reads feeds, store reads a list.
import type { RatesView } from "../../../protocol/api/rate-schemas.ts";
import type { Address } from "../../../protocol/ids.ts";
import type { Prices, Rate } from "../rates.ts";

export interface RateSource {
  /** What can be used now, and why the rest cannot. @throws SoukError when nothing can be read at all */
  read(signal: AbortSignal): Promise<{ rates: Rate[]; problems: RateProblem[] }>;
}

export interface RateProblem {
  /** Null for the source itself. */
  currency: Address | null;
  problem: string;
}

export interface RateQueries {
  view(): Promise<RatesView>;
  /** @throws SoukError `rates.unknown` if prices cannot be shown in this currency now */
  pricesIn(currency: Address): Prices;
}
