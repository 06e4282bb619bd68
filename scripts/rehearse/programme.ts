// All scenarios, in the order of an order's life.
import type { Scenario } from "./scenario.ts";
import { concessions } from "./scenarios/concessions.ts";
import { releases } from "./scenarios/releases.ts";
import { rulings } from "./scenarios/rulings.ts";
import { timeouts } from "./scenarios/timeouts.ts";

export const PROGRAMME: readonly Scenario[] = [...releases, ...timeouts, ...rulings, ...concessions];
