// In-memory rooms behind the API: every command makes an operation and keeps what it was given.
import type { NodeStatus } from "../../protocol/api/node-schemas.ts";
import type { Address, Hex32 } from "../../protocol/ids.ts";
import type { Picture } from "../../protocol/picture.ts";
import { AtOnce } from "../../node/core/at-once.ts";
import { SoukError } from "../../node/core/errors.ts";
import { createRates } from "../../node/commands/buying/rates.ts";
import type { StoredOperation } from "../../node/core/ports/own.ts";
import type { Handlers } from "../../node/http/handler.ts";
import { takeReservedId } from "../../node/commands/reservation.ts";
import { createOperationAnswer } from "../../node/http/operation-answer.ts";
import { followingRoutes } from "../../node/http/routes/following.ts";
import { listingRoutes } from "../../node/http/routes/listings.ts";
import { nodeRoutes } from "../../node/http/routes/node.ts";
import { tokenRoutes } from "../../node/http/routes/tokens.ts";
import type { TokenCommands } from "../../node/core/ports/commands.ts";
import { operationRoutes } from "../../node/http/routes/operations.ts";
import { orderRoutes } from "../../node/http/routes/orders.ts";
import { backupRoutes } from "../../node/http/routes/backups.ts";
import { fileRoutes } from "../../node/http/routes/files.ts";
import { pictureRoutes } from "../../node/http/routes/pictures.ts";
import { importRoutes } from "../../node/http/routes/imports.ts";
import { shippingProfileRoutes } from "../../node/http/routes/shipping-profiles.ts";
import { shopRoutes } from "../../node/http/routes/shop.ts";
import { profileRoutes } from "../../node/http/routes/profiles.ts";
import { transactionRoutes } from "../../node/http/routes/transactions.ts";
import { rateRoutes } from "../../node/http/routes/rates.ts";
import { salesRoutes } from "../../node/http/routes/sales.ts";
import { addressRoutes } from "../../node/http/routes/addresses.ts";
import { purchaseRoutes } from "../../node/http/routes/purchases.ts";
import { reviewRoutes } from "../../node/http/routes/reviews.ts";

export const SELF = "0x00000000000000000000000000000000000000aa" as Address;
/** The first bytes of a JPEG. */
export const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const CID = `baf${"a".repeat(56)}`;
const thumbnail = { cid: CID, bytes: 1 };
const PICTURE: Picture = { cid: CID, type: "image/webp", bytes: 1, width: 1, height: 1, alt: "", thumbnail };
export const PICTURE_CID = PICTURE.cid;
const HASH = `0x${"cd".repeat(32)}` as Hex32;
const FILE = { name: "Map – Åland.pdf", mediaType: "text/html", bytes: 9, digest: HASH };
const STATUS: NodeStatus = {
  version: "0",
  address: SELF,
  name: null,
  peerId: "peer",
  multiaddrs: [],
  peers: 0,
  chain: {
    id: 31337,
    name: "dev",
    dev: true,
    escrow: SELF,
    reachable: true,
    block: null,
    time: null,
    head: null,
    problem: null,
    endpoints: [],
    disagreement: null,
  },
  signer: { external: false, endpoint: null, problem: null, waiting: [] },
  counts: { listings: 0, sellers: 0, orders: 0, reviews: 0 },
};

const unknownOrder = async (id: Hex32): Promise<never> => {
  throw new SoukError("order.unknown", `no order ${id}`, { subject: id });
};

const unknownProfile = async (owner: Address): Promise<never> => {
  throw new SoukError("profile.unknown", `no participant ${owner}`, { subject: owner });
};

const unknownProfileOfShipping = (id: string): never => {
  throw new SoukError("shipping.unknown", `no shipping profile ${id}`, { subject: id });
};

const unknownListing = (id: string): never => {
  throw new SoukError("listing.unknown", `no listing ${id}`, { subject: id });
};

export function createMemoryRooms(tokens: TokenCommands) {
  const uploads = new Map<string, Picture>();
  const operations = new Map<string, StoredOperation>();
  const calls: { kind: string; input: unknown[] }[] = [];
  const waiters = new Set<() => void>();
  const command =
    (kind: string, transaction: boolean) =>
    async (...input: unknown[]): Promise<StoredOperation> => {
      calls.push({ kind, input });
      const id = takeReservedId() ?? `op-${operations.size + 1}`;
      const createdAt = "2026-01-01T00:00:00.000Z";
      const operation: StoredOperation = {
        id,
        kind,
        subject: "subject",
        status: "pending",
        transaction,
        records: null,
        shelf: null,
        letters: [],
        job: false,
        afterwards: null,
        notice: null,
        messages: [],
        appended: null,
        problem: null,
        createdAt,
      };
      operations.set(id, operation);
      return operation;
    };
  const get = (id: string): StoredOperation => {
    const operation = operations.get(id);
    if (!operation) throw new SoukError("operation.unknown", `no operation ${id}`, { subject: id });
    return operation;
  };
  const finish = (id: string, problem: StoredOperation["problem"] = null) => {
    operations.set(id, { ...get(id), status: problem ? "failed" : "done", problem });
    for (const wake of waiters) wake();
  };
  async function wait(id: string, seconds: number, signal: AbortSignal): Promise<StoredOperation> {
    const end = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(seconds * 1_000))]);
    while (get(id).status === "pending" && !end.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiters.delete(wake);
          resolve();
        };
        waiters.add(wake);
        end.addEventListener("abort", wake, { once: true });
      });
    }
    return get(id);
  }
  const answer = createOperationAnswer({
    operations: { wait },
    transactions: {
      state: (id) => ({ id, status: "sent", hash: HASH, block: null, error: null }),
      isAsking: () => false,
    },
    progressOf: () => null,
  });
  const rates = createRates({
    source: "none",
    sources: [],
    currencies: [],
    now: () => 0,
    everyMs: 0,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const handlers: Handlers = {
    ...nodeRoutes({
      node: {
        status: () => STATUS,
        network: () => ({
          peers: [],
          journals: [],
          missing: [],
          voidUpTo: 0,
          downloads: [],
          refusals: [],
          holding: { mode: "all", usedBytes: 0, quotaBytes: 0, full: false, diskLow: false },
          dropped: [],
        }),
        currencies: () => [],
      },
      wallet: { balances: async () => [], withdraw: command("withdraw", true) },
      answer,
    }),
    ...listingRoutes({
      listings: {
        search: (query) => {
          if (query.cursor !== undefined) throw new SoukError("input.invalid", "not our cursor", { field: "cursor" });
          return { items: [], next: null, spelling: [] };
        },
        wordsOfNow: async () => {},
        facets: () => ({
          total: 0,
          categories: [],
          conditions: [],
          currencies: [],
          prices: null,
          shipsTo: { everywhere: 0, countries: [] },
          shipsFrom: [],
          ratings: [],
          sellers: [],
          availability: { available: 0, unavailable: 0 },
          loosen: [],
          words: [],
          spelling: [],
        }),
        detail: () => undefined,
        categories: () => [{ category: "Books", listings: 2 }],
      },
      self: SELF,
      commands: {
        publish: command("publishListing", false),
        remove: command("removeListing", false),
        voidOldOffers: command("voidOldOffers", true),
      },
      oldOffers: { of: () => null, all: () => [] },
      rates,
      answer,
      now: () => 0,
    }),
    ...backupRoutes({
      backups: {
        async create(passphrase) {
          calls.push({ kind: "backup", input: [passphrase] });
          return { name: "souk.age", bytes: 3, stream: new Blob(["age"]).stream() };
        },
      },
    }),
    ...fileRoutes({
      vault: {
        async add(source) {
          let bytes = 0;
          for await (const part of source) bytes += part.length;
          return { digest: HASH, bytes };
        },
      },
      arrival: {
        async open(order) {
          if (order === HASH) throw new SoukError("file.not-ready", "not yet", { retryable: true, subject: order });
          return { file: FILE, stream: new Blob(["all of it"]).stream() };
        },
      },
    }),
    ...pictureRoutes({
      media: {
        addPicture: async (bytes, alt) => ({ ...PICTURE, bytes: bytes.length, alt }),
        read: async () => JPEG,
      },
      isNamed: (cid) => cid === PICTURE_CID,
      uploads: { find: (digest) => uploads.get(digest), add: (digest, picture) => void uploads.set(digest, picture) },
    }),
    ...shopRoutes({
      shop: { list: () => ({ items: [], next: null }) },
      commands: {
        saveDraft: (id, draft) => {
          calls.push({ kind: "saveDraft", input: [id, draft] });
          return { id, state: "draft", draft };
        },
        draft: unknownListing,
        dropDraft: unknownListing,
        publish: command("publishDrafts", false),
        pause: command("pauseListings", false),
        resume: command("resumeListings", false),
        delete: command("deleteListings", false),
        edit: command("editListings", false),
        previewEdit: () => ({ items: [] }),
      },
      answer,
    }),
    ...shippingProfileRoutes({
      shipping: {
        list: () => [],
        get: unknownProfileOfShipping,
        save(id, profile) {
          calls.push({ kind: "saveShippingProfile", input: [id, profile] });
          return { id, profile, usedBy: [] };
        },
        republish: command("republishByProfile", false),
        remove: unknownProfileOfShipping,
      },
      answer,
    }),
    ...importRoutes({
      imports: {
        async begin(query, source) {
          let text = "";
          for await (const part of source) text += Buffer.from(part).toString();
          return command("importListings", false)(query, text);
        },
        report(operation) {
          throw new SoukError("operation.unknown", `no import ${operation}`, { subject: operation });
        },
        progressOf: () => null,
      },
      async *exported() {
        yield Buffer.from("Handle\r\n");
      },
      answer,
    }),
    ...profileRoutes({
      profiles: { list: () => [], detail: unknownProfile },
      reputation(owner) {
        throw new SoukError("profile.unknown", `no participant ${owner}`, { subject: owner });
      },
      commands: { publish: command("publishProfile", false) },
      standing: {
        lockBond: command("lockBond", true),
        requestBond: command("requestBond", true),
        withdrawBond: command("withdrawBond", true),
        publishArbitrator: command("publishArbitrator", true),
      },
      answer,
    }),
    ...followingRoutes({
      list: () => [],
      follow(owner) {
        calls.push({ kind: "follow", input: [owner] });
        return { owner, name: null, since: "2026-01-01T00:00:00.000Z", sequence: 0 };
      },
      unfollow: (owner) => void calls.push({ kind: "unfollow", input: [owner] }),
    }),
    ...reviewRoutes({ reviews: { list: () => ({ items: [], next: null }) } }),
    ...addressRoutes({
      list: async () => [],
      put: async (id, address) => new AtOnce(() => ({ id, address })),
      remove: () => {},
    }),
    ...purchaseRoutes({
      preview: async () => ({ ok: true, items: [], dues: [], fee: "0", checks: [] }),
      trust: {
        list: () => [],
        trust: (owner) => ({ owner, name: null, since: "2026-01-01T00:00:00.000Z" }),
        distrust: () => {},
      },
    }),
    ...orderRoutes({
      receipts(id) {
        throw new SoukError("order.unknown", `no order ${id}`, { subject: id });
      },
      collection: { releases: command("collectReleases", true) },
      orders: {
        detail: unknownOrder,
        summary: async (row) => unknownOrder(row.id),
        list: async () => ({ items: [], next: null }),
      },
      purchases: { buy: command("buy", true), buyCart: command("buyCart", true) },
      agreements: {
        release: command("release", false),
        propose: command("proposeSettlement", false),
        settle: command("settle", true),
      },
      commands: {
        extend: command("extend", true),
        evidence: command("evidence", true),
        ship: command("ship", true),
        checkShip: () => {},
        reply: command("reply", false),
        confirm: command("confirm", true),
        cancel: command("cancel", true),
        claim: command("claim", true),
        dispute: command("dispute", true),
        rule: command("rule", true),
        pass: command("pass", true),
        expire: command("expire", true),
      },
      answer,
    }),
    ...salesRoutes({
      queries: {
        toShip: async () => ({ items: [], next: null }),
        packingList: async () => ({
          at: "2026-01-01T00:00:00.000Z",
          seller: { address: SELF, name: null },
          parcels: [],
        }),
        figures: ({ by }) => ({ by, periods: [], totals: [] }),
      },
      commands: {
        ship: async (input) => ({ operations: [await command("shipMany", true)(input)], refused: [] }),
        refund: async (id, input) => ({
          operation: await command("refund", true)(id, input),
          call: "cancel",
          currency: SELF,
          buyer: 1n,
          seller: 0n,
          rounding: 0n,
          buyerBps: 10_000,
          text: "",
        }),
      },
      collection: {
        all: async () => ({
          operations: [await command("collectPayments", true)()],
          releases: [],
          claims: [],
          withdrawals: [],
          more: false,
        }),
      },
      answer,
    }),
    ...operationRoutes({
      operations: { get, list: () => ({ items: [...operations.values()].toReversed(), next: null }) },
      answer,
    }),
    ...rateRoutes(rates),
    ...transactionRoutes({ list: () => ({ items: [], next: null }) }),
    ...tokenRoutes(tokens),
  };
  return { handlers, answer, tokens, calls, operations, get, finish, waiting: () => waiters.size };
}
