// The certificates this node issues for itself: first, renewed, and a new epoch when its history may not be the only one.
import type { Hex32 } from "../../../protocol/ids.ts";
import type { SignedCertificate } from "../../../protocol/journal.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { SoukError } from "../../core/errors.ts";
import { createRate } from "../net/rate.ts";
import { type OwnKeys, issueWith, nextEpoch, ownCertificate } from "./certificate.ts";
import type { Certificates } from "./certificates.ts";
import type { Entries } from "./entries.ts";

/** Two nodes that run with the same keys would open epochs against each other without end. */
const OPENED = { burst: 5, perSecond: 1 / 60 };

export interface EpochsDeps {
  keys: OwnKeys;
  domain: Domain;
  certificates: Pick<Certificates, "current" | "accept">;
  entries: Pick<Entries, "head">;
  sign(digest: Hex32): string;
  /** Unix seconds of the chain. */
  now(): number;
}

export type Epochs = ReturnType<typeof createEpochs>;

export function createEpochs({ keys, domain, certificates, entries, sign, now }: EpochsDeps) {
  const issue = issueWith(domain, sign);
  const mayOpen = createRate(OPENED);
  const issued = new Set<string>();

  function accept(certificate: SignedCertificate): void {
    issued.add(certificate.signature);
    const verdict = certificates.accept(certificate);
    if (!verdict.ok) throw notWritable(`The own certificate is not valid: ${verdict.reason}.`);
  }

  return {
    /** Before a write: a certificate of this key, with time left. */
    renew(): void {
      const current = certificates.current(keys.owner);
      const certificate = ownCertificate(current, keys, entries.head(keys.owner), now(), issue);
      if (certificate !== current) accept(certificate);
    },

    /** Continues the history that is held here, and no other. @throws SoukError `journal.not-writable` */
    open(): void {
      if (!mayOpen(keys.owner)) throw notWritable("Another node seems to write with the same keys.");
      const clock = Math.floor(Date.now() / 1_000); // the chain's clock is as old as the backup
      const current = certificates.current(keys.owner);
      accept(nextEpoch(current, keys, entries.head(keys.owner), now(), clock, issue));
    },

    /** False of one that another life of this node issued. */
    isOurs: ({ signature }: SignedCertificate): boolean => issued.has(signature),
  };
}

const notWritable = (message: string) => new SoukError("journal.not-writable", message, { retryable: true });
