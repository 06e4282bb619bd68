// The HTTP routes about exchange rates.
import { ratesView } from "./rate-schemas.ts";
import { route } from "./route.ts";

export const rateRoutes = {
  rates: route({
    method: "get",
    path: "/rates",
    summary: "Exchange rates of the source that was configured, for showing prices in another currency",
    status: 200,
    answer: ratesView,
  }),
} as const;
