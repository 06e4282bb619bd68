// Decides whether an offer leaves the courts that it names enough time to rule: nodes neither sign nor pay one that does not.
import type { CourtAdapter } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import type { Listing } from "../../protocol/listing.ts";
import { SoukError } from "./errors.ts";

export const courtAt = (courts: readonly CourtAdapter[], who: Address | null): CourtAdapter | undefined =>
  courts.find(({ address }) => address === who);

/** @throws SoukError `listing.arbitrator` */
export function checkCourts(courts: readonly CourtAdapter[], { arbitration }: Pick<Listing, "arbitration">): void {
  for (const who of arbitration ? [arbitration.arbitrator, arbitration.fallback] : []) {
    const court = courtAt(courts, who);
    if (!court || arbitration!.rulingWindow >= court.minRulingWindow) continue;
    const [needs, has] = [court.minRulingWindow, arbitration!.rulingWindow].map((seconds) => seconds / 86_400);
    const message = `The court at ${who} may need ${needs} days to rule, appeals included; the offer leaves it ${has}`;
    throw new SoukError("listing.arbitrator", message, { field: "arbitration.rulingWindow", subject: court.address });
  }
}
