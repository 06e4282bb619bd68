// Whether an arbitrator said that they rule for a fee: in the registry, in their profile, or by being a court that serves everybody.
import type { CourtAdapter } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import { courtAt } from "./court.ts";
import type { RegistryEntry } from "./ports/chain.ts";

export interface ConsentSources {
  courts: readonly CourtAdapter[];
  /** Null: nothing is published there, or it cannot be asked. */
  registry: RegistryEntry | null;
  profile: { feeBps: number } | null;
}

/** A withdrawal in the registry weighs more than a profile, which may be older. */
export function consentOf(
  who: Address,
  offeredBps: number,
  { courts, registry, profile }: ConsentSources,
): "registry" | "profile" | "court" | null {
  if (courtAt(courts, who)) return "court";
  if (registry) return registry.consents && registry.feeBps <= offeredBps ? "registry" : null;
  return profile && profile.feeBps <= offeredBps ? "profile" : null;
}
