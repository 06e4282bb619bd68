// The heartbeat of a shop: offers own listings again before their time is over, as long as the node runs; what nobody renews drops out.
import { MAX_BULK } from "../../../protocol/api/shop-inputs.ts";
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { ListingPublisher } from "../../core/ports/commands.ts";
import type { Logger } from "../../core/ports/logger.ts";
import type { Shelf } from "../../core/ports/own.ts";
import type { ListingReader } from "../../core/ports/readers.ts";
import { LONGEST_VALIDITY, validUntilOf } from "../../core/shop.ts";
import type { OperationRunner } from "../operations.ts";

/** Seconds of chain time between two looks: below a third of the shortest validity. */
const LOOK_SECONDS = 600;
const RETRY_SECONDS = 60;
/** Whoever said no at the signer is not asked again at once. */
const REFUSED_SECONDS = 3_600;

export interface Renewal {
  /** Chain time may have moved. */
  poke(): void;
  start(): void;
  stop(): Promise<void>;
}

export function createRenewal({
  self,
  listings,
  shelf,
  publisher,
  operations,
  now,
  logger,
}: {
  self: Address;
  listings: Pick<ListingReader, "listed" | "endingIn">;
  shelf: Pick<Shelf, "get">;
  publisher: Pick<ListingPublisher, "renewMany">;
  operations: Pick<OperationRunner, "find">;
  /** Chain time, unix seconds. */
  now: () => number;
  logger: Logger;
}): Renewal {
  let nextLook = Infinity;
  let last: string | undefined;
  let running: Promise<void> | undefined;

  /** What can be bought now, for less than a third of its time. What has expired is for its seller to look at first. */
  function due(time: number): { id: ListingId; validFor: number }[] {
    return listings.endingIn(self, time, time + LONGEST_VALIDITY / 3).flatMap((id) => {
      const validFor = shelf.get(id)?.published?.draft.validFor ?? LONGEST_VALIDITY;
      return validUntilOf(listings.listed(self, id)!) - time < validFor / 3 ? [{ id, validFor }] : [];
    });
  }

  async function renew(time: number): Promise<void> {
    // What was renewed a moment ago is not readable yet.
    if (last && operations.find(last)?.status === "pending") return;
    const all = due(time);
    nextLook = all.length > MAX_BULK ? time : time + LOOK_SECONDS;
    if (all.length === 0) return;
    const { id } = await publisher.renewMany(all.slice(0, MAX_BULK), { kind: "renewListings" });
    last = id;
    logger.info({ listings: Math.min(all.length, MAX_BULK), operation: id }, "own listings are offered again");
  }

  function poke(): void {
    const time = now();
    if (time < nextLook || running) return;
    running = renew(time)
      .catch((error: unknown) => {
        const refused = error instanceof SoukError && error.code === "signer.refused";
        nextLook = time + (refused ? REFUSED_SECONDS : RETRY_SECONDS);
        logger.warn({ err: error }, "own listings could not be offered again yet");
      })
      .finally(() => (running = undefined));
  }

  return {
    poke,
    start() {
      nextLook = 0;
    },
    async stop() {
      nextLook = Infinity;
      await running;
    },
  };
}
