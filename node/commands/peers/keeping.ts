// What this node keeps of others, put together: who is tied to it, what the chain says of their bonds, the quota, following, pictures, texts of reviews.
import type { SoukEvent } from "../../../protocol/events.ts";
import type { Address } from "../../../protocol/ids.ts";
import { filesOf } from "../../../protocol/picture.ts";
import type { FollowingCommands } from "../../core/ports/commands.ts";
import type { PublicRecords } from "../../core/ports/chain.ts";
import type { Journals, Replicas } from "../../core/ports/journals.ts";
import type { Media, NamedBlocks } from "../../core/ports/network.ts";
import type { Following } from "../../core/ports/own.ts";
import type {
  ListingReader,
  OrderReader,
  PictureReader,
  ProfileReader,
  ReviewReader,
} from "../../core/ports/readers.ts";
import { createBonds } from "./bonds.ts";
import { createFollowingCommands } from "./following.ts";
import { type Holding, type HoldingDeps, createHolding } from "./holding.ts";
import { type Ties, createTies } from "./ties.ts";
import { type ReviewTexts, type ReviewTextsDeps, createReviewTexts } from "../orders/review-texts.ts";

export interface KeepingDeps extends Pick<HoldingDeps, "self" | "reset" | "emit" | "logger"> {
  config: Pick<HoldingDeps, "hold" | "quotaBytes" | "maxPlaces">;
  read: {
    orders: Pick<OrderReader, "partners" | "traders" | "get">;
    reviews: ReviewTextsDeps["reviews"] & Pick<ReviewReader, "of">;
    listings: Pick<ListingReader, "listed" | "arbitrators">;
    pictures: PictureReader;
    profiles: Pick<ProfileReader, "name" | "view">;
  };
  p2p: {
    journals: Pick<Journals, "head">;
    replicas: Replicas;
    media: Pick<Media, "keep" | "forget">;
    namedBlocks: NamedBlocks;
  };
  following: Following;
  records: Pick<PublicRecords, "bond">;
  /** Unix seconds of the chain; 0 before it is heard of. */
  now(): number;
  ingestReview: ReviewTextsDeps["ingest"];
}

export interface Keeping {
  holding: Holding;
  following: FollowingCommands;
  followed: Ties["followed"];
  reviewHeldBy: ReviewTexts["heldBy"];
  /** The chain says that somebody's bond may be another now. */
  bondMoved(owner: Address): void;
  /** What happened may tie somebody to this node, or name a picture or a review. */
  hear(event: SoukEvent): void;
  start(): void;
  stop(): Promise<void>;
}

export function createKeeping({
  config,
  read,
  p2p,
  following,
  records,
  now,
  ingestReview,
  ...deps
}: KeepingDeps): Keeping {
  const { self, emit } = deps;
  const { journals, replicas, media } = p2p;
  const { pictures, profiles, listings, reviews } = read;
  const { hold, quotaBytes, maxPlaces } = config;
  const ties = createTies({ self, following, orders: read.orders, listings });
  const bonds = createBonds({ records, now });
  const texts = createReviewTexts({
    ...deps,
    reviews,
    orders: read.orders,
    blocks: p2p.namedBlocks,
    ingest: ingestReview,
  });
  const holding = createHolding({ ...deps, hold, quotaBytes, maxPlaces, ties, bonds, replicas, pictures, media });
  return {
    holding,
    following: createFollowingCommands({
      self,
      following,
      head: journals.head,
      name: profiles.name,
      onChange(owner, followed) {
        ties.follow(owner, followed);
        holding.changed();
        emit({ type: "following.changed", owner, followed });
      },
    }),
    followed: ties.followed,
    reviewHeldBy: texts.heldBy,
    bondMoved: bonds.moved,
    hear(event) {
      texts.hear(event);
      if (ties.hear(event)) holding.changed();
      if (event.type === "listing.published") {
        media.keep(listings.listed(event.seller, event.id)?.listing.pictures.flatMap(filesOf) ?? []);
      }
      if (event.type === "review.changed") {
        media.keep(reviews.of(event.order)?.text?.pictures.flatMap(filesOf) ?? []);
      }
      if (event.type === "profile.updated") {
        const picture = profiles.view(event.owner)?.picture;
        if (picture) media.keep(filesOf(picture));
      }
    },
    start() {
      holding.start();
      texts.start();
      media.keep(pictures.all());
    },
    async stop() {
      await Promise.all([holding.stop(), texts.stop()]);
    },
  };
}
