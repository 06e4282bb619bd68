// Routes about exchange rates.
import type { RateQueries } from "../../core/ports/rates.ts";
import type { Handlers } from "../handler.ts";

export const rateRoutes = (rates: Pick<RateQueries, "view">): Pick<Handlers, "rates"> => ({
  rates: () => rates.view(),
});
