// What a scenario is: a name, one sentence, the monies it is played in, and the play.
import type { MoneyKind, Stage } from "./stage.ts";

export interface Scenario {
  /** As on the command line. */
  name: string;
  about: string;
  monies: readonly MoneyKind[];
  play(stage: Stage): Promise<void>;
}

export const BOTH = ["coin", "token"] as const satisfies MoneyKind[];
export const COIN = ["coin"] as const satisfies MoneyKind[];
export const TOKEN = ["token"] as const satisfies MoneyKind[];
