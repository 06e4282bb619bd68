// Commands by which parties agree off chain: the buyer's signed release, and splits that both sign.
import { MAX_SETTLEMENT_LIFETIME, RELEASE_LIFETIME, typedRelease, typedSettlement } from "../../../protocol/consent.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import { SoukError } from "../../core/errors.ts";
import type { AgreementCommands } from "../../core/ports/commands.ts";
import type { Signer } from "../../core/ports/signer.ts";
import type { OperationRunner } from "../operations.ts";
import type { Callable } from "./callable.ts";
import type { Consents } from "./consents.ts";
import type { Correspondence } from "./correspondence.ts";
import { writeReview } from "./reviews.ts";

export function createAgreementCommands({
  domain,
  signer,
  callable,
  consents,
  correspondence,
  operations,
  now,
}: {
  domain: Domain;
  signer: Pick<Signer, "address" | "signTypedData">;
  callable: Callable;
  consents: Consents;
  correspondence: Correspondence;
  operations: OperationRunner;
  /** Chain time, unix seconds. */
  now: () => number;
}): AgreementCommands {
  const self = signer.address;

  return {
    async release(id, input) {
      const { order, status } = callable(id, "confirm");
      if (status === "disputed") {
        const message = `Order ${id} is disputed, which voids a signed release: confirm it on the chain, or settle`;
        throw new SoukError("order.not-allowed", message, { subject: id });
      }
      const { digest: review, rating, records } = writeReview(id, self, input.review);
      const release = { review, rating, deadline: now() + RELEASE_LIFETIME };
      const signature = await signer.signTypedData(typedRelease(domain, { orderId: id, ...release }));
      const letter = await correspondence.compose("release", id, order.offer.seller, { ...release, signature });
      return operations.run({ kind: "release", subject: id, records, letters: [letter] });
    },
    async propose(id, { buyerBps, seconds }) {
      const { order } = callable(id, "settle");
      const deadline = now() + Math.min(seconds, MAX_SETTLEMENT_LIFETIME);
      const signature = await signer.signTypedData(typedSettlement(domain, { orderId: id, buyerBps, deadline }));
      const other = self === order.buyer ? order.offer.seller : order.buyer;
      const letter = await correspondence.compose("settlement", id, other, { buyerBps, deadline, signature });
      return operations.run({ kind: "proposeSettlement", subject: id, letters: [letter] });
    },
    async settle(id, wanted) {
      const row = callable(id, "settle");
      const proposals = (await consents.proposalsOf(row)).filter(({ author }) => author !== self);
      const proposal = proposals.find(({ buyerBps }) => wanted === undefined || buyerBps === wanted);
      if (!proposal) {
        const share = wanted === undefined ? "" : ` that gives the buyer ${wanted / 100} %`;
        const message = `The other party of order ${id} has signed no split${share} that is good now: propose one`;
        throw new SoukError("settlement.none", message, { subject: id });
      }
      const { buyerBps, deadline, signature } = proposal;
      return operations.run({
        kind: "settle",
        subject: id,
        call: { call: "settle", order: row.order, buyerBps, deadline, signature },
      });
    },
  };
}
