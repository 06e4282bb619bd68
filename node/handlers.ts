// The second half of the composition root: which reader, view and command answers which route of the API.
import type { Deployment } from "../protocol/deployments.ts";
import type { Address } from "../protocol/ids.ts";
import type { createChain } from "./chain/chain.ts";
import type { Commands } from "./commands/commands.ts";
import type { Keeping } from "./commands/peers/keeping.ts";
import type { Backups } from "./core/ports/own.ts";
import type { RateQueries } from "./core/ports/rates.ts";
import type { Signer } from "./core/ports/signer.ts";
import type { Handlers } from "./http/handler.ts";
import type { OperationAnswer } from "./http/operation-answer.ts";
import { addressRoutes } from "./http/routes/addresses.ts";
import { backupRoutes } from "./http/routes/backups.ts";
import { fileRoutes } from "./http/routes/files.ts";
import { followingRoutes } from "./http/routes/following.ts";
import { importRoutes } from "./http/routes/imports.ts";
import { listingRoutes } from "./http/routes/listings.ts";
import { nodeRoutes } from "./http/routes/node.ts";
import { operationRoutes } from "./http/routes/operations.ts";
import { orderRoutes } from "./http/routes/orders.ts";
import { pictureRoutes } from "./http/routes/pictures.ts";
import { profileRoutes } from "./http/routes/profiles.ts";
import { purchaseRoutes } from "./http/routes/purchases.ts";
import { rateRoutes } from "./http/routes/rates.ts";
import { reviewRoutes } from "./http/routes/reviews.ts";
import { salesRoutes } from "./http/routes/sales.ts";
import { shippingProfileRoutes } from "./http/routes/shipping-profiles.ts";
import { shopRoutes } from "./http/routes/shop.ts";
import { tokenRoutes } from "./http/routes/tokens.ts";
import { transactionRoutes } from "./http/routes/transactions.ts";
import { createFileView } from "./http/views/file.ts";
import { createNodeViews } from "./http/views/node.ts";
import { createOrderViews } from "./http/views/order.ts";
import { createProfileViews } from "./http/views/profile.ts";
import { createReceipts } from "./http/views/receipt.ts";
import { createReputationViews } from "./http/views/reputation.ts";
import { createSalesViews } from "./http/views/sales.ts";
import type { createP2p } from "./p2p/p2p.ts";
import type { openOwnStore } from "./store/own/own-store.ts";
import type { openReadStore } from "./store/read/read-store.ts";
import type { openVault } from "./store/vault.ts";

export function createHandlers({
  version,
  self,
  deployment,
  read,
  own,
  vault,
  chain,
  signer,
  peers: { network, journals, media },
  keeping,
  commands,
  rates,
  answer,
  backups,
  now,
}: {
  version: string;
  self: Address;
  deployment: Deployment;
  read: ReturnType<typeof openReadStore>;
  own: ReturnType<typeof openOwnStore>;
  vault: Awaited<ReturnType<typeof openVault>>;
  chain: ReturnType<typeof createChain>;
  signer: Pick<Signer, "status">;
  peers: Pick<ReturnType<typeof createP2p>, "network" | "journals" | "media">;
  keeping: Keeping;
  commands: Commands;
  rates: RateQueries;
  answer: OperationAnswer;
  backups: Backups;
  /** Chain time, unix seconds. */
  now(): number;
}): Handlers {
  const { operations, correspondence, consents, delivery, arrival } = commands;
  const reputation = createReputationViews({ orders: read.orders, reviews: read.reviews, now });
  const orders = createOrderViews({
    self,
    orders: read.orders,
    listings: read.listings,
    profiles: read.profiles,
    reviews: read.reviews,
    heldBy: keeping.reviewHeldBy,
    messagesOf: own.mailbox.of,
    readWords: correspondence.read,
    fileOf: createFileView({
      self,
      problemOf: delivery.problemOf,
      arrivalOf: arrival.of,
      isOnline: (who) => network.peers().some(({ owner }) => owner === who),
    }),
    consents,
    now,
    head: () => read.cursor.head()?.number ?? -1,
    finality: deployment.finality,
  });
  return {
    ...nodeRoutes({
      node: createNodeViews({
        version,
        self,
        deployment,
        network,
        media,
        journals,
        holding: keeping.holding,
        chainStatus: chain.status,
        signerStatus: signer.status,
        head: () => read.cursor.head(),
        listings: read.listings,
        orders: read.orders,
        profiles: read.profiles,
        reviews: read.reviews,
      }),
      wallet: commands.wallet,
      answer,
    }),
    ...listingRoutes({
      self,
      listings: read.listings,
      commands: commands.listings,
      oldOffers: commands.oldOffers,
      rates,
      answer,
      now,
    }),
    ...backupRoutes({ backups }),
    ...fileRoutes({ vault, arrival }),
    ...pictureRoutes({
      media,
      isNamed: (cid) => read.pictures.isKnown(cid) || own.shelf.shows(cid) || own.uploads.shows(cid),
      uploads: own.uploads,
    }),
    ...shopRoutes({ shop: commands.shop, commands: commands.shop, answer }),
    ...shippingProfileRoutes({ shipping: commands.shipping, answer }),
    ...importRoutes({ imports: commands.importing, exported: commands.exported, answer }),
    ...profileRoutes({
      profiles: createProfileViews({
        profiles: read.profiles,
        records: chain.records,
        journals,
        listings: read.listings,
        reputation,
        isFollowed: own.following.has,
      }),
      reputation,
      commands: commands.profile,
      standing: commands.standing,
      answer,
    }),
    ...followingRoutes(keeping.following),
    ...reviewRoutes({ reviews: read.reviews }),
    ...addressRoutes(commands.addresses),
    ...purchaseRoutes({ preview: commands.preview, trust: commands.trust }),
    ...orderRoutes({
      orders,
      receipts: createReceipts({
        self,
        deployment,
        orders: read.orders,
        listings: read.listings,
        profiles: read.profiles,
        head: () => read.cursor.head(),
      }),
      purchases: commands.purchases,
      commands: commands.orders,
      agreements: commands.agreements,
      collection: commands.collection,
      answer,
    }),
    ...salesRoutes({
      queries: createSalesViews({
        self,
        orders: read.orders,
        listings: read.listings,
        profiles: read.profiles,
        summary: orders.summary,
        messagesOf: own.mailbox.of,
        readWords: correspondence.read,
        now,
      }),
      commands: commands.sales,
      collection: commands.collection,
      answer,
    }),
    ...operationRoutes({ operations, answer }),
    ...transactionRoutes(chain.transactions),
    ...rateRoutes(rates),
    ...tokenRoutes(commands.tokens),
  };
}
