// Every user intent of this node, put together: one file per noun, over the same operations and private words.
import type { ExportInput } from "../../protocol/api/shop-inputs.ts";
import type { Deployment } from "../../protocol/deployments.ts";
import type { Recover } from "../../protocol/envelope.ts";
import type { Address } from "../../protocol/ids.ts";
import type { EscrowWallet, PublicRecords } from "../core/ports/chain.ts";
import type { Tokens } from "../core/ports/credentials.ts";
import type { Journals } from "../core/ports/journals.ts";
import type { Logger } from "../core/ports/logger.ts";
import type { Media, Messages } from "../core/ports/network.ts";
import type {
  AddressTable,
  Arrivals,
  Imports,
  Mailbox,
  Operations,
  Sealing,
  Shelf,
  ShippingProfiles,
  SignedCatalogues,
  Spool,
  TrustedArbitrators,
  Vault,
} from "../core/ports/own.ts";
import type { ListingReader, OrderReader, ProfileReader, ReviewReader } from "../core/ports/readers.ts";
import type { Signer } from "../core/ports/signer.ts";
import { createAddressCommands } from "./buying/addresses.ts";
import { createArticles } from "./buying/articles.ts";
import { createPurchasePreviews } from "./buying/purchase-preview.ts";
import { createPurchaseCommands } from "./buying/purchases.ts";
import { createTrustCommands } from "./buying/trust.ts";
import { type GoodsArrivalDeps, createGoodsArrival } from "./goods/goods-arrival.ts";
import { createGoodsClearance } from "./goods/goods-clearance.ts";
import { createGoodsDelivery } from "./goods/goods-delivery.ts";
import { createVaultClearance } from "./goods/vault-clearance.ts";
import { type ReadPosition, createOperations } from "./operations.ts";
import { createAgreementCommands } from "./orders/agreements.ts";
import { createCallable } from "./orders/callable.ts";
import { createCollectionCommands } from "./orders/collecting.ts";
import { createConsents } from "./orders/consents.ts";
import { createCorrespondence } from "./orders/correspondence.ts";
import { createErasure } from "./orders/erasure.ts";
import { createMailDelivery } from "./orders/mail-delivery.ts";
import { createOrderCommands } from "./orders/orders.ts";
import { createSalesCommands } from "./orders/sales.ts";
import { createStandingCommands } from "./orders/standing.ts";
import { createBulkEdit } from "./shop/bulk-edit.ts";
import { createCatalogueSigning } from "./shop/catalogue-signing.ts";
import { createDraftCompletion } from "./shop/draft-completion.ts";
import { exportShop } from "./shop/export.ts";
import { type ImportingDeps, createImporting } from "./shop/import.ts";
import { createListingDrafts } from "./shop/listing-drafts.ts";
import { createListingPublisher } from "./shop/listing-publisher.ts";
import { createListingCommands } from "./shop/listings.ts";
import { createOldOffers } from "./shop/old-offers.ts";
import { createProfileCommands } from "./shop/profile.ts";
import { createRenewal } from "./shop/renewal.ts";
import { createShippingCommands } from "./shop/shipping-profiles.ts";
import { createShopCommands } from "./shop/shop.ts";
import { createShopItems } from "./shop/shop-items.ts";
import { createShopQueries } from "./shop/shop-listings.ts";
import { createTokenCommands } from "./tokens.ts";
import { createWalletCommands } from "./wallet.ts";

export interface CommandsDeps {
  self: Address;
  deployment: Deployment;
  recover: Recover;
  wallet: EscrowWallet;
  signer: Signer;
  journals: Journals;
  messages: Messages;
  sealing: Sealing;
  own: {
    operations: Operations;
    mailbox: Mailbox;
    arrivals: Arrivals;
    catalogues: SignedCatalogues;
    shelf: Shelf;
    imports: Imports;
    shipping: ShippingProfiles;
    trusted: TrustedArbitrators;
    addresses: AddressTable;
    tokens: Tokens;
  };
  /** Seconds after an order is closed; null: as long as its buyer had to inspect. */
  keepAddressesFor: number | null;
  records: Pick<PublicRecords, "registryEntry">;
  vault: Vault;
  spool: Spool;
  media: Media;
  /** The file of an order came nearer, or stands elsewhere. */
  onFile: GoodsArrivalDeps["onChange"];
  /** An operation that takes a while came further. */
  onProgress: ImportingDeps["onProgress"];
  read: { listings: ListingReader; orders: OrderReader; profiles: ProfileReader; reviews: ReviewReader };
  /** What has been ingested: an operation is done when its own input is. */
  position: ReadPosition;
  /** Chain time, unix seconds. */
  now(): number;
  logger: Logger;
}

export type Commands = ReturnType<typeof createCommands>;

export function createCommands(deps: CommandsDeps) {
  const { self, deployment, recover, wallet, signer, journals, messages, sealing, own, read, position, now, logger } =
    deps;
  const { vault, media } = deps;
  const { chainId, escrow, currencies } = deployment;
  const domain = { chainId, escrow };
  const courts = deployment.contracts.adapters;
  const { mailbox, arrivals, trusted } = own;
  const { listings, orders, profiles } = read;

  const operations = createOperations({ store: own.operations, wallet, journals, position, logger });
  const correspondence = createCorrespondence({ domain, signer, journals, sealing, mailbox, orders, logger });
  const consents = createConsents({ domain, recover, mailbox, correspondence, now });
  const callable = createCallable({ self, orders, now });
  const { shelf, imports } = own;
  const complete = createDraftCompletion({ profiles: own.shipping, currencies });
  const items = createShopItems({ self, shelf, listings, currencies, now });
  const addresses = createAddressCommands({ addresses: own.addresses, sealing });
  const articles = createArticles({ self, courts, listings, now });
  const orderCommands = createOrderCommands({
    self,
    callable,
    listings,
    reviews: read.reviews,
    correspondence,
    operations,
  });
  const agreements = createAgreementCommands({
    domain,
    signer,
    callable,
    consents,
    correspondence,
    operations,
    now,
  });
  const oldOffers = createOldOffers({ self, signed: own.catalogues, listings, currencies, now });
  const signing = createCatalogueSigning({
    domain,
    signer,
    signed: own.catalogues,
    listings,
    operations: own.operations,
    now,
  });
  const drafts = createListingDrafts({ self, escrow, currencies, courts, vault, listings, profiles });
  const publisher = createListingPublisher({ self, drafts, signing, listings, oldOffers, operations, now });
  const profileCid = () => profiles.cid(self);

  return {
    operations,
    correspondence,
    consents,
    mail: createMailDelivery({ mailbox, messages, orders, logger }),
    purchases: createPurchaseCommands({
      domain,
      self,
      articles,
      addresses,
      trusted,
      listings,
      correspondence,
      operations,
    }),
    preview: createPurchasePreviews({
      domain,
      articles,
      addresses,
      courts,
      currencies,
      wallet,
      records: deps.records,
      trusted,
      profiles,
      now,
    }),
    addresses,
    erasure: createErasure({
      mailbox,
      orders,
      head: position.block,
      now,
      finality: deployment.finality,
      keepFor: deps.keepAddressesFor,
      logger,
    }),
    trust: createTrustCommands({ self, trusted, profiles }),
    orders: orderCommands,
    sales: createSalesCommands({
      self,
      callable,
      known: orders,
      currencies,
      orders: orderCommands,
      agreements,
      operations,
    }),
    collection: createCollectionCommands({ wallet, currencies, orders, consents, operations, now }),
    oldOffers,
    shop: {
      ...createShopCommands({ shelf, items, publisher, complete }),
      ...createBulkEdit({ items, publisher, complete, currencies }),
      ...createShopQueries({ items, currencies }),
    },
    shipping: createShippingCommands({ profiles: own.shipping, items, publisher, complete, currencies }),
    renewal: createRenewal({ self, listings, shelf, publisher, operations, now, logger }),
    importing: createImporting({
      spool: deps.spool,
      imports,
      shelf,
      publisher,
      complete,
      hasProfile: (id) => own.shipping.get(id) !== undefined,
      operations,
      onProgress: deps.onProgress,
      logger,
    }),
    exported: (input: ExportInput) => exportShop(items, input),
    listings: createListingCommands({ self, publisher, signing, listings, oldOffers, operations, now }),
    delivery: createGoodsDelivery({
      self,
      vault,
      media,
      listings,
      orders,
      mailbox,
      correspondence,
      operations,
      stored: own.operations,
      head: position.block,
      // The money may go with a reorganisation, the file does not come back. A dev chain has none, and mines no block by itself.
      depth: deployment.dev ? 0 : deployment.finality,
      now,
      logger,
    }),
    arrival: createGoodsArrival({
      self,
      arrivals,
      media,
      listings,
      orders,
      mailbox,
      read: correspondence.read,
      onChange: deps.onFile,
      logger,
    }),
    clearance: createGoodsClearance({
      self,
      media,
      listings,
      orders,
      mailbox,
      read: correspondence.read,
      now,
      logger,
    }),
    vaultClearance: createVaultClearance({
      self,
      vault,
      shelf,
      listings,
      orders,
      operations: own.operations,
      head: position.block,
      now,
      logger,
    }),
    agreements,
    profile: createProfileCommands({ self, currencies, operations }),
    standing: createStandingCommands({ self, currencies, profileCid, operations }),
    tokens: createTokenCommands({ tokens: own.tokens }),
    wallet: createWalletCommands({ wallet, currencies, operations }),
  };
}
