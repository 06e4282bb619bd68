// What the entries of each journal are judged by: its address, the certificate that covers a sequence, and what a later epoch continues.
import { type Address, journalName } from "../../../protocol/ids.ts";
import { journalAddress } from "./address.ts";
import type { Certificates } from "./certificates.ts";
import type { Rules } from "./validate.ts";

/** Kept once an owner is certified: an address is a hash, and strangers name owners without end. */
export function createRules(
  { chainId, escrow }: { chainId: number; escrow: Address },
  certificates: Pick<Certificates, "at" | "baseAt" | "current">,
): (of: Address) => Rules {
  const rules = new Map<Address, Rules>();
  return (of) => {
    let known = rules.get(of);
    if (!known) {
      const address = journalAddress(journalName(chainId, escrow, of));
      known = {
        address,
        certificate: (sequence) => certificates.at(of, sequence),
        base: (sequence) => certificates.baseAt(of, sequence),
      };
      if (certificates.current(of)) rules.set(of, known);
    }
    return known;
  };
}
