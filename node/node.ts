// The composition root: makes every room and wires them so that reading down this file follows the path of the data.
import path from "node:path";
import type { SoukEvent } from "../protocol/events.ts";
import { isClosed } from "../protocol/order.ts";
import { MAX_PICTURE_BYTES } from "../protocol/picture.ts";
import type { Domain } from "../protocol/typed-data.ts";
import { openAccount } from "./chain/account.ts";
import { createChain } from "./chain/chain.ts";
import { createChainNews } from "./chain/news.ts";
import { recover } from "./chain/recover.ts";
import { createRates } from "./commands/buying/rates.ts";
import { createCommands } from "./commands/commands.ts";
import { createKeeping } from "./commands/peers/keeping.ts";
import { type Config, rememberStart } from "./config.ts";
import { createHandlers } from "./handlers.ts";
import { createHttp } from "./http/http.ts";
import { checkFree } from "./http/port.ts";
import { createIdempotency } from "./http/idempotency.ts";
import { createOperationAnswer } from "./http/operation-answer.ts";
import { tokenOf } from "./http/token.ts";
import { versionOf } from "./http/version.ts";
import { createCatchUp } from "./ingest/catch-up.ts";
import { createInbox } from "./ingest/inbox.ts";
import { createJournalIngest } from "./ingest/journal-entries.ts";
import { createJudges } from "./ingest/judges.ts";
import { createMailIngest } from "./ingest/mail.ts";
import type { createLoggers } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { isLoopback } from "./p2p/net/reach.ts";
import { RELAY_LIMITS } from "./p2p/net/relay.ts";
import { createP2p } from "./p2p/p2p.ts";
import { createSealing } from "./p2p/sealing.ts";
import { createBackups } from "./store/backup/backups.ts";
import { lockDirectory } from "./store/lock.ts";
import { openOwnStore } from "./store/own/own-store.ts";
import { openRateList } from "./store/rate-list.ts";
import { openReadStore } from "./store/read/read-store.ts";
import { createSpool } from "./store/spool.ts";
import { openVault } from "./store/vault.ts";

const CATCH_UP_MS = 30_000;
const RATES_MS = 15_000;
const ROOT = path.resolve(import.meta.dirname, "..");

export interface SoukNode {
  start(): Promise<{ address: string; url: string; link: string; token: string; multiaddrs: string[] }>;
  stop(): Promise<void>;
}

/** @throws SoukError `node.data-in-use`, `node.port-in-use`, `keystore.passphrase`, `keystore.damaged` */
export async function createNode(config: Config, loggers: ReturnType<typeof createLoggers>): Promise<SoukNode> {
  const { directory, deployment } = config;
  const domain: Domain = { chainId: deployment.chainId, escrow: deployment.escrow };
  const lock = lockDirectory(directory);
  await checkFree(config.http.port, config.http.host); // before a start's work, which would be for nothing
  const stopping = new AbortController();
  const { keys, signer, isNew } = await openAccount({ ...config, stopping: stopping.signal });
  const self = keys.address;

  // store: what is known, and what only this node knows
  const read = openReadStore({
    directory,
    threads: true,
    onError: (error) => loggers.node.error({ err: error }, "a listener failed, or search.db was not written"),
  });
  const own = openOwnStore({ directory });
  const vault = await openVault({ directory, secret: keys.encryptionKey, table: own.files });
  if (isNew) own.entries.trust(); // nobody has written with an account that is made now

  // ingest: the one way into the read model
  const journalIngest = createJournalIngest({ domain, recover });
  const judges = createJudges({ script: new URL("./judge-worker.ts", import.meta.url), domain });
  const inbox = createInbox({
    readModel: read.readModel,
    self,
    judges,
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
    signer,
    maxFeePerGas: config.maxFeePerGas,
    onInput: (input) => inbox.push(input),
    onBond: (of) => keeping.bondMoved(of),
    logger: loggers.chain,
  });
  const { wallet } = chain;
  const now = () => read.cursor.head()?.timestamp ?? Math.floor(Date.now() / 1_000);
  const sealing = await createSealing(keys.encryptionKey);
  const list = config.rates.source === "list" ? openRateList(config.rates.file, deployment.currencies) : undefined;
  const feeds = list?.feeds ?? (config.rates.source === "chain" ? deployment.feeds : []);
  const rates = createRates({
    source: config.rates.source,
    sources: [...(feeds.length > 0 ? [chain.feeds(feeds)] : []), ...(list ? [list] : [])],
    currencies: deployment.currencies,
    now,
    everyMs: deployment.dev ? 0 : RATES_MS,
    logger: loggers.chain,
  });
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
    ...(config.uploadLimit > 0 && { uploadBytesPerSecond: config.uploadLimit * 1_000 }),
    mdns: config.mdns && !config.listen.every(isLoopback),
    ownEntries: own.entries,
    signer,
    recover,
    now,
    wants: (owner) => keeping.holding.wants(owner),
    allowance: (owner) => keeping.holding.allowance(owner),
    follows: () => keeping.followed,
    meter: metrics.peers,
    registry: metrics.registry,
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
    now: () => chain.latest()?.timestamp ?? 0,
    reset: catchUp.reset,
    ingestReview: (order, block) => inbox.push({ kind: "review", order, block }),
    emit,
    logger: loggers.node,
  });

  // commands: what the user wants, durable before it is answered
  const position = { block: () => read.cursor.head()?.number ?? -1, journal: read.journalSequence };
  const commands = createCommands({
    self,
    deployment,
    recover,
    wallet,
    signer,
    journals,
    messages,
    sealing,
    own,
    keepAddressesFor: config.keepAddressesFor,
    records: chain.records,
    vault,
    spool: createSpool(directory),
    media,
    onProgress: (operation, progress) => emit({ type: "operation.progress", operation, ...progress }),
    onFile: (order, state) => emit({ type: "order.file", order, state }),
    read,
    position,
    now,
    logger: loggers.commands,
  });
  const { operations, correspondence, mail, delivery, arrival, erasure, importing, renewal } = commands;
  const clearances = [commands.clearance, commands.vaultClearance];

  // http: the same commands and readers for page, command line and demo
  const token = tokenOf(directory);
  const answer = createOperationAnswer({ operations, transactions: wallet, progressOf: importing.progressOf });
  const http = createHttp({
    port: config.http.port,
    token,
    tokens: commands.tokens,
    idempotency: createIdempotency({ keys: own.keys, operations }),
    answer,
    // Chain time is in the read model, from the first block on.
    version: () => (read.cursor.head() ? `${read.version()}.${own.version()}` : undefined),
    assets: path.join(ROOT, "dist/web"),
    events: read.events,
    logger: loggers.http,
    metrics,
    handlers: createHandlers({
      version: versionOf(ROOT),
      self,
      deployment,
      read,
      own,
      vault,
      chain,
      signer,
      peers: p2p,
      keeping,
      commands,
      answer,
      rates,
      backups: createBackups({
        directory,
        account: self,
        chainId: deployment.chainId,
        exportJournal: p2p.exportOwnJournal,
        pictures: () => read.pictures.of(self),
        readPicture: (cid, signal) => media.read(cid, MAX_PICTURE_BYTES, signal),
        logger: loggers.node,
      }),
      now,
    }),
  });

  metrics.watch({ directory, network, journals, media, chain, ingested: read.journalSequence, block: position.block });

  // what follows from what
  inbox.onProgress(({ kind }) => metrics.ingested(kind));
  inbox.onProgress((progress) => {
    if (progress.kind === "entry" && progress.owner !== self) return; // what others say ends nothing that is under way here
    operations.settle();
    // Not while old blocks are read: by their time a shop that was away for long would seem to have been here.
    if (progress.kind === "chain" && progress.block >= (chain.status().head ?? Infinity)) renewal.poke();
  });
  wallet.onState(operations.settle);
  operations.onChange((operation) => {
    const { id, status } = operation;
    if (status === "failed") correspondence.abandon(operation);
    emit({ type: "operation.changed", operation: id, status });
  });
  network.onChange(emit);
  chain.onStatus(createChainNews(emit));
  chain.onStatus(() => void rates.refresh());
  read.events.onEvent(({ event }) => {
    keeping.hear(event);
    if (event.type === "order.changed") delivery.consider(event.order);
    if (event.type === "message.received" && event.kind === "goods") arrival.wake();
    if (event.type === "order.changed" && !isClosed(event.status)) mail.poke(event.order);
  });

  let catchingUp: NodeJS.Timeout | undefined;

  return {
    async start() {
      await p2p.start();
      messages.onMessage(
        createMailIngest({
          self,
          domain,
          recover,
          readModel: read.readModel,
          mailbox: own.mailbox,
          arrivals: own.arrivals,
          listings: read.listings,
          read: correspondence.read,
        }),
      );
      // A failed push is logged by the inbox, and the next catch-up brings the entry again.
      journals.onEntry((entry) => void inbox.push({ kind: "entry", entry }).catch(() => {}));
      journals.onReset((owner) => void catchUp.reset(owner).catch(() => {}));
      await catchUp.all();
      catchingUp = setInterval(() => void catchUp.all().catch(() => {}), CATCH_UP_MS);
      keeping.start();
      chain.start();
      await operations.resume();
      mail.start();
      delivery.start();
      arrival.start();
      for (const clearance of clearances) clearance.start();
      importing.start();
      renewal.start();
      erasure.start();
      const { url, port } = await http.start();
      rememberStart(config, port, network.addresses());
      return { address: self, url, link: http.link(), token, multiaddrs: network.addresses() };
    },
    async stop() {
      const imports = importing.stop(); // what its signer breaks off goes on at the next start
      stopping.abort(); // nothing below waits for a person
      clearInterval(catchingUp);
      erasure.stop();
      await http.stop();
      const working = [mail, delivery, arrival, ...clearances, renewal];
      await Promise.all([imports, ...working.map((work) => work.stop())]);
      await keeping.stop();
      await p2p.stop();
      await Promise.all([chain.stop(), rates.stop()]);
      await inbox.idle();
      await Promise.all([judges.stop(), read.settled()]);
      own.close();
      read.close();
      lock.release();
    },
  };
}
