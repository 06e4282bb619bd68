// All scenarios, in the order of an order's life.
import type { Scenario } from "./scenario.ts";
import { authorisations } from "./scenarios/authorisations.ts";
import { carts } from "./scenarios/carts.ts";
import { catalogues } from "./scenarios/catalogues.ts";
import { concessions } from "./scenarios/concessions.ts";
import { court } from "./scenarios/court.ts";
import { payees } from "./scenarios/payees.ts";
import { releases } from "./scenarios/releases.ts";
import { rulings } from "./scenarios/rulings.ts";
import { standing } from "./scenarios/standing.ts";
import { timeouts } from "./scenarios/timeouts.ts";

export const PROGRAMME: readonly Scenario[] = [
  ...catalogues,
  ...carts,
  ...authorisations,
  ...releases,
  ...timeouts,
  ...rulings,
  ...concessions,
  ...court,
  ...payees,
  ...standing,
];
