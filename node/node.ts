// The composition root: makes every room and wires them so that reading down this file follows the path of the data.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { isClosed } from "../protocol/order.ts";
import { filesOf } from "../protocol/picture.ts";
import type { Domain } from "../protocol/typed-data.ts";
import { createChain } from "./chain/chain.ts";
import { createOrUnlock, hasAccount } from "./chain/keystore.ts";
import { recover } from "./chain/recover.ts";
import { createAgreementCommands } from "./commands/agreements.ts";
import { createCallable } from "./commands/callable.ts";
import { createConsents } from "./commands/consents.ts";
import { createCorrespondence } from "./commands/correspondence.ts";
import { createListingCommands } from "./commands/listings.ts";
import { createMailDelivery } from "./commands/mail-delivery.ts";
import { createOperations } from "./commands/operations.ts";
import { createOrderCommands } from "./commands/orders.ts";
import { createProfileCommands } from "./commands/profile.ts";
import { createPurchaseCommands } from "./commands/purchases.ts";
import { createStandingCommands } from "./commands/standing.ts";
import { createWalletCommands } from "./commands/wallet.ts";
import { type Config, listenAgain, remember } from "./config.ts";
import { createHttp } from "./http/http.ts";
import { createOperationAnswer } from "./http/operation-answer.ts";
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
import { createInbox } from "./ingest/inbox.ts";
import { createJournalIngest } from "./ingest/journal-entries.ts";
import { createMailIngest } from "./ingest/mail.ts";
import type { createLoggers } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
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
  const keys = await unlock(config);
  const self = keys.address;

  // store: what is known, and what only this node knows
  const read = openReadStore({
    directory,
    onError: (error) => loggers.node.error({ err: error }, "a listener of live events failed"),
  });
  const own = openOwnStore({ directory });

  // ingest: the one way into the read model
  const ingestEntry = createJournalIngest({ domain, recover });
  const inbox = createInbox({
    readModel: read.readModel,
    ingestEntry,
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
  const metrics = createMetrics();
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
    mdns: config.mdns && !config.listen.every(isLoopback),
    ownEntries: own.entries,
    sign: wallet.sign,
    recover,
    now,
    meter: metrics.peers,
    registry: metrics.registry,
    logger: loggers.p2p,
  });
  const { journals, network, messages, media } = p2p;

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
    metrics,
    handlers: {
      ...nodeRoutes({
        node: createNodeViews({
          version: versionOf(ROOT),
          self,
          deployment,
          network,
          media,
          journals,
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
        profiles: createProfileViews({ profiles: read.profiles, records: chain.records }),
        commands: profileCommands,
        standing: standingCommands,
        answer,
      }),
      ...reviewRoutes({ reviews: read.reviews }),
      ...orderRoutes({
        orders: createOrderViews({
          self,
          orders: read.orders,
          listings: read.listings,
          profiles: read.profiles,
          reviews: read.reviews,
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

  const picturesOf = (...key: Parameters<typeof read.listings.listed>) =>
    read.listings.listed(...key)?.listing.pictures.flatMap(filesOf) ?? [];

  metrics.watch({ directory, network, journals, media, chain, ingested: read.journalSequence, block: position.block });

  // what follows from what
  inbox.onProgress(({ kind }) => metrics.ingested(kind));
  inbox.onProgress(() => operations.settle());
  wallet.onState(() => operations.settle());
  operations.onChange((operation) => {
    const { id, status } = operation;
    if (status === "failed") correspondence.abandon(operation);
    read.readModel.transaction((rows) => rows.emit({ type: "operation.changed", operation: id, status }));
  });
  network.onChange((change) => read.readModel.transaction((rows) => rows.emit(change)));
  read.events.onEvent(({ event }) => {
    if (event.type === "order.changed" && !isClosed(event.status)) mail.poke();
    if (event.type === "listing.published") media.keep(picturesOf(event.seller, event.id));
    if (event.type === "profile.updated")
      media.keep([read.profiles.view(event.owner)?.picture ?? []].flat().flatMap(filesOf));
  });

  /** Ingests what the journals hold beyond the read model: after a start, and after a fault such as a full disk. */
  async function catchUp() {
    for (const { owner, sequence } of journals.heads()) {
      if (sequence <= read.journalSequence(owner)) continue;
      for await (const entry of journals.after(owner, read.journalSequence(owner))) {
        await inbox.push({ kind: "entry", entry });
      }
    }
  }
  let catchingUp: NodeJS.Timeout | undefined;

  return {
    async start() {
      await p2p.start();
      messages.onMessage(createMailIngest({ self, domain, recover, readModel: read.readModel, mailbox: own.mailbox }));
      // A failed push is logged by the inbox, and the next catch-up brings the entry again.
      journals.onEntry((entry) => void inbox.push({ kind: "entry", entry }).catch(() => {}));
      await catchUp();
      catchingUp = setInterval(() => void catchUp().catch(() => {}), CATCH_UP_MS);
      media.keep(read.pictures.all());
      chain.start();
      await operations.resume();
      mail.start();
      const { url, port } = await http.start();
      remember(directory, { chain: deployment.chainId, port, listen: listenAgain(config.listen, network.addresses()) });
      return { address: self, url, link: http.link(), token, multiaddrs: network.addresses() };
    },
    async stop() {
      clearInterval(catchingUp);
      await http.stop();
      await mail.stop();
      await p2p.stop();
      await chain.stop();
      await inbox.idle();
      own.close();
      read.close();
      lock.release();
    },
  };
}

async function unlock({ directory, passphrase }: Config) {
  const keystore = path.join(directory, "keystore");
  return createOrUnlock({ directory: keystore, passphrase: await passphrase(!(await hasAccount(keystore))) });
}
