// How somebody's disputes went, in words whose numbers add up.
import type { ReputationView } from "../protocol/api/reputation-schemas.ts";

type Disputes = ReputationView["sales"]["disputes"];

/** `4: 0 won, 1 lost, 0 even, 3 still open` */
export function disputesText({ opened, won, lost, even }: Disputes): string {
  const open = opened - won - lost - even;
  return `${opened}: ${won} won, ${lost} lost, ${even} even${open > 0 ? `, ${open} still open` : ""}`;
}
