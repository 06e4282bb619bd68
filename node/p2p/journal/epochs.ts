// The certificates this node has its account sign: first, renewed, and a new epoch when its history may not be the only one.
import { type Certificate, type SignedCertificate, typedCertificate } from "../../../protocol/journal.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { SoukError } from "../../core/errors.ts";
import type { Signer } from "../../core/ports/signer.ts";
import { createTurns } from "../../core/turns.ts";
import { createRate } from "../net/rate.ts";
import { type OwnKeys, nextEpoch, ownCertificate } from "./certificate.ts";
import type { Certificates } from "./certificates.ts";
import type { Entries } from "./entries.ts";

/** Two nodes that run with the same keys would open epochs against each other without end. */
const OPENED = { burst: 5, perSecond: 1 / 60 };

export interface EpochsDeps {
  keys: OwnKeys;
  domain: Domain;
  certificates: Pick<Certificates, "current" | "accept">;
  entries: Pick<Entries, "head">;
  signer: Pick<Signer, "signTypedData">;
  /** Unix seconds of the chain. */
  now(): number;
}

export type Epochs = ReturnType<typeof createEpochs>;

export function createEpochs({ keys, domain, certificates, entries, signer, now }: EpochsDeps) {
  const { owner } = keys;
  const mayOpen = createRate(OPENED);
  const issued = new Set<string>();
  /** Two questions to the signer would be about the same epoch. */
  const inTurn = createTurns(1);

  /** @param wanted is asked again once it is signed: the journal may have moved while a person was asked */
  async function issue(wanted: () => Certificate | undefined): Promise<void> {
    const certificate = wanted();
    if (!certificate) return;
    const signature = await signer.signTypedData(typedCertificate(domain, certificate));
    const { epoch, fromSequence, base } = wanted() ?? {};
    if (epoch !== certificate.epoch || fromSequence !== certificate.fromSequence || base !== certificate.base) {
      throw notWritable("The journal has moved while its certificate was signed.");
    }
    issued.add(signature);
    const verdict = certificates.accept({ ...certificate, signature });
    if (!verdict.ok) throw notWritable(`The own certificate is not valid: ${verdict.reason}.`);
  }

  const renewal = () => ownCertificate(certificates.current(owner), keys, entries.head(owner), now());

  return {
    /** Before a write: a certificate of this key, with time left. @throws SoukError as {@link Signer} says */
    renew: (): Promise<void> => inTurn(() => issue(renewal)),

    /** False until it is renewed. */
    isFresh: (): boolean => renewal() === undefined,

    /** Continues the history that is held here, and no other. @throws SoukError `journal.not-writable`, and as {@link Signer} says */
    open: (): Promise<void> =>
      inTurn(async () => {
        if (!mayOpen(owner)) throw notWritable("Another node seems to write with the same keys.");
        const clock = Math.floor(Date.now() / 1_000); // the chain's clock is as old as the backup
        await issue(() => nextEpoch(certificates.current(owner), keys, entries.head(owner), now(), clock));
      }),

    /** False of one that another life of this node issued. */
    isOurs: ({ signature }: SignedCertificate): boolean => issued.has(signature),
  };
}

const notWritable = (message: string) => new SoukError("journal.not-writable", message, { retryable: true });
