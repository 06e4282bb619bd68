// The composition root: makes every room and wires them so that reading down this file follows the path of the data.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { isClosed } from "../protocol/order.ts";
import type { SoukEvent } from "../protocol/events.ts";
import type { Domain } from "../protocol/typed-data.ts";
import { createChain } from "./chain/chain.ts";
import { openKeystore } from "./chain/keystore.ts";
import { recover } from "./chain/recover.ts";
import { createAgreementCommands } from "./commands/agreements.ts";
import { createCallable } from "./commands/callable.ts";
import { createConsents } from "./commands/consents.ts";
import { createCorrespondence } from "./commands/correspondence.ts";
import { createKeeping } from "./commands/keeping.ts";
import { createListingCommands } from "./commands/listings.ts";
import { createMailDelivery } from "./commands/mail-delivery.ts";
import { createOperations } from "./commands/operations.ts";
import { createOrderCommands } from "./commands/orders.ts";
import { createProfileCommands } from "./commands/profile.ts";
import { createPurchaseCommands } from "./commands/purchases.ts";
import { createStandingCommands } from "./commands/standing.ts";
import { createWalletCommands } from "./commands/wallet.ts";
import { type Config, rememberStart } from "./config.ts";
import { createHttp } from "./http/http.ts";
import { createOperationAnswer } from "./http/operation-answer.ts";
import { followingRoutes } from "./http/routes/following.ts";
import { listingRoutes } from "./http/routes/listings.ts";
import { nodeRoutes } from "./http/routes/node.ts";
import { operationRoutes } from "./http/routes/operations.ts";
import { orderRoutes } from "./http/routes/orders.ts";
import { pictureRoutes } from "./http/routes/pictures.ts";
import { profileRoutes } from "./http/routes/profiles.ts";
import { reviewRoutes } from "./http/routes/reviews.ts";
import { tokenOf } from "./http/token.ts";
import { createNodeViews } from "./http/views/node.ts";
import { versionOf } from "./http/version.ts";
import { createOrderViews } from "./http/views/order.ts";
import { createProfileViews } from "./http/views/profile.ts";
import { createCatchUp } from "./ingest/catch-up.ts";
import { createInbox } from "./ingest/inbox.ts";
import { createJournalIngest } from "./ingest/journal-entries.ts";
import { createMailIngest } from "./ingest/mail.ts";
import type { createLoggers } from "./logger.ts";
import { createP2p } from "./p2p/p2p.ts";
import { isLoopback } from "./p2p/net/reach.ts";
import { RELAY_LIMITS } from "./p2p/net/relay.ts";
import { createSealing } from "./p2p/sealing.ts";
import { lockDirectory } from "./store/lock.ts";
import { openOwnStore } from "./store/own/own-store.ts";
import { openReadStore } from "./store/read/read-store.ts";

const CATCH_UP_MS = 30_000;
const ROOT = path.resolve(import.meta.dirname, "..");

export interface SoukNode {
  start(): Promise<{ address: string; url: string; link: string; token: string; multiaddrs: string[] }>;
  stop(): Promise<void>;
}

/** @throws SoukError `node.data-in-use`, `keystore.passphrase`, `keystore.damaged` */
export async function createNode(config: Config, loggers: ReturnType<typeof createLoggers>): Promise<SoukNode> {
  const { directory, deployment } = config;
  const domain: Domain = { chainId: deployment.chainId, escrow: deployment.escrow };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(directory);
  const { keys, isNew } = await openKeystore(path.join(directory, "keystore"), config.passphrase);
  const self = keys.address;

  // store: what is known, and what only this node knows
  const read = openReadStore({
    directory,
    onError: (error) => loggers.node.error({ err: error }, "a listener of live events failed"),
  });
  const own = openOwnStore({ directory });
  if (isNew) own.entries.trust(); // nobody has written with an account that is made now

  // ingest: the one way into the read model
  const journalIngest = createJournalIngest({ domain, recover });
  const inbox = createInbox({
    readModel: read.readModel,
    journalIngest,
    firstBlock: deployment.fromBlock,
    logger: loggers.ingest,
  });

  // chain and peers: both only feed the inbox
  const chain = createChain({
    rpcUrls: config.rpcUrls,
    deployment,
    cursor: read.cursor,
    transactions: own.transactions,
    account: keys,
    onInput: (input) => inbox.push(input),
    logger: loggers.chain,
  });
  const { wallet } = chain;
  const now = () => read.cursor.head()?.timestamp ?? Math.floor(Date.now() / 1_000);
  const sealing = await createSealing(keys.encryptionKey);
  const p2p = createP2p({
    directory,
    journalKey: keys.journalKey,
    encryptionKey: sealing.publicKey,
    owner: self,
    ...domain,
    listen: config.listen,
    announce: config.announce,
    join: config.join,
    ...(config.relay && { relay: RELAY_LIMITS }),
    ...(config.uploadLimit > 0 && { uploadBytesPerSecond: config.uploadLimit * 1_000 }),
    mdns: config.mdns && !config.listen.every(isLoopback),
    ownEntries: own.entries,
    sign: wallet.sign,
    recover,
    now,
    wants: (owner) => keeping.holding.wants(owner),
    allowance: (owner) => keeping.holding.allowance(owner),
    logger: loggers.p2p,
  });
  const { journals, network, messages, media } = p2p;
  const catchUp = createCatchUp({ journals, read: read.journals, inbox });
  const emit = (event: SoukEvent) => read.readModel.transaction((rows) => rows.emit(event));
  const keeping = createKeeping({
    self,
    config,
    read,
    p2p,
    following: own.following,
    records: chain.records,
    reset: catchUp.reset,
    ingestReview: (order, block) => inbox.push({ kind: "review", order, block }),
    emit,
    logger: loggers.node,
  });

  // commands: what the user wants, durable before it is answered
  const position = {
    block: () => read.cursor.head()?.number ?? -1,
    journal: (owner: typeof self) => read.journalSequence(owner),
  };
  const operations = createOperations({ store: own.operations, wallet, journals, position, logger: loggers.commands });
  const { mailbox } = own;
  const logger = loggers.commands;
  const correspondence = createCorrespondence({ domain, wallet, journals, sealing, mailbox, logger });
  const consents = createConsents({ domain, recover, mailbox, correspondence, now });
  const mail = createMailDelivery({ mailbox: own.mailbox, messages, orders: read.orders, logger: loggers.commands });
  const { currencies } = deployment;
  const courts = deployment.contracts.adapters;
  const listingCommands = createListingCommands({
    domain,
    currencies,
    courts,
    wallet,
    listings: read.listings,
    profiles: read.profiles,
    operations,
    now,
  });
  const callable = createCallable({ self, orders: read.orders, now });
  const purchaseCommands = createPurchaseCommands({
    domain,
    self,
    courts,
    listings: read.listings,
    correspondence,
    operations,
    now,
  });
  const orderCommands = createOrderCommands({ self, callable, correspondence, operations });
  const agreementCommands = createAgreementCommands({
    domain,
    wallet,
    orders: read.orders,
    callable,
    consents,
    correspondence,
    operations,
    now,
  });
  const profileCommands = createProfileCommands({ self, operations });
  const standingCommands = createStandingCommands({
    self,
    currencies,
    profileCid: () => read.profiles.cid(self),
    operations,
  });
  const walletCommands = createWalletCommands({ wallet, currencies, operations });

  // http: the same commands and readers for page, command line and demo
  const token = tokenOf(directory);
  const answer = createOperationAnswer({ operations, transactions: wallet });
  const http = createHttp({
    port: config.http.port,
    token,
    assets: path.join(ROOT, "dist/web"),
    events: read.events,
    logger: loggers.http,
    handlers: {
      ...nodeRoutes({
        node: createNodeViews({
          version: versionOf(ROOT),
          self,
          deployment,
          network,
          media,
          journals,
          holding: keeping.holding,
          chainStatus: chain.status,
          head: () => read.cursor.head(),
          listings: read.listings,
          orders: read.orders,
          profiles: read.profiles,
          reviews: read.reviews,
        }),
        wallet: walletCommands,
        answer,
      }),
      ...listingRoutes({ listings: read.listings, commands: listingCommands, answer, now }),
      ...pictureRoutes({ media, pictures: read.pictures }),
      ...profileRoutes({
        profiles: createProfileViews({
          profiles: read.profiles,
          records: chain.records,
          journals,
          isFollowed: own.following.has,
        }),
        commands: profileCommands,
        standing: standingCommands,
        answer,
      }),
      ...followingRoutes(keeping.following),
      ...reviewRoutes({ reviews: read.reviews }),
      ...orderRoutes({
        orders: createOrderViews({
          self,
          orders: read.orders,
          listings: read.listings,
          profiles: read.profiles,
          reviews: read.reviews,
          heldBy: keeping.reviewHeldBy,
          messagesOf: own.mailbox.of,
          readWords: correspondence.read,
          consents,
          now,
          head: position.block,
          finality: deployment.finality,
        }),
        purchases: purchaseCommands,
        commands: orderCommands,
        agreements: agreementCommands,
        answer,
      }),
      ...operationRoutes({ operations, answer }),
    },
  });

  // what follows from what
  inbox.onProgress(() => operations.settle());
  wallet.onState(() => operations.settle());
  operations.onChange((operation) => {
    const { id, status } = operation;
    if (status === "failed") correspondence.abandon(operation);
    emit({ type: "operation.changed", operation: id, status });
  });
  read.events.onEvent(({ event }) => {
    keeping.hear(event);
    if (event.type === "order.changed" && !isClosed(event.status)) mail.poke();
  });

  let catchingUp: NodeJS.Timeout | undefined;

  return {
    async start() {
      await p2p.start();
      messages.onMessage(createMailIngest({ self, domain, recover, readModel: read.readModel, mailbox: own.mailbox }));
      // A failed push is logged by the inbox, and the next catch-up brings the entry again.
      journals.onEntry((entry) => void inbox.push({ kind: "entry", entry }).catch(() => {}));
      journals.onReset((owner) => void catchUp.reset(owner).catch(() => {}));
      await catchUp.all();
      catchingUp = setInterval(() => void catchUp.all().catch(() => {}), CATCH_UP_MS);
      keeping.start();
      chain.start();
      await operations.resume();
      mail.start();
      const { url, port } = await http.start();
      rememberStart(config, port, network.addresses());
      return { address: self, url, link: http.link(), token, multiaddrs: network.addresses() };
    },
    async stop() {
      clearInterval(catchingUp);
      await http.stop();
      await mail.stop();
      await keeping.stop();
      await p2p.stop();
      await chain.stop();
      await inbox.idle();
      own.close();
      read.close();
      lock.release();
    },
  };
}
