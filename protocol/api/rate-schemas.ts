// What the HTTP API answers about exchange rates.
import { z } from "zod";
import { address } from "../ids.ts";

const source = z.enum(["chain", "list"]);

export const ratesView = z
  .object({
    /** As the user configured it; with `none` prices are never converted. */
    source: z.enum(["none", "chain", "list"]),
    rates: z.array(
      z.object({
        currency: address,
        symbol: z.string(),
        /** What one whole coin or token is worth, in `unit`. */
        value: z.string(),
        unit: z.string(),
        asOf: z.iso.datetime(),
        source,
      }),
    ),
    /** Why a currency has no rate now; without one it is about the source. */
    problems: z.array(z.object({ currency: address.nullable(), problem: z.string() })),
  })
  .meta({ id: "Rates" });
export type RatesView = z.output<typeof ratesView>;
