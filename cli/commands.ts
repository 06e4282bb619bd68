// Every command that is a route of the API, once: its noun and verb, what it takes as arguments, and an example that a test runs.
import type { Route } from "../protocol/api/route.ts";
import type { Setting } from "./settings.ts";
import { type RouteName, routes } from "../protocol/api/routes.ts";

export interface CommandEntry {
  noun: string;
  /** Left out where the noun says it all: `souk balances`. */
  verb?: string;
  /** Fields of query or body that may stand without a name, after the parameters of the path. */
  takes?: readonly string[];
  /** Option names for fields whose own would say too little: field → name. */
  names?: Readonly<Record<string, string>>;
  /** Settings of this command alone. */
  settings?: readonly Setting[];
  /** What stands in `<…>` is the reader's. */
  example: string;
}

export const entries = {
  node: { noun: "node", example: "souk node" },
  network: { noun: "network", example: "souk network" },
  currencies: { noun: "currencies", example: "souk currencies" },
  balances: { noun: "balances", example: "souk balances" },
  backup: { noun: "backup", example: "souk backup --passphrase-file secret.txt --output souk.age" },
  withdraw: { noun: "balances", verb: "withdraw", takes: ["currency"], example: "souk balances withdraw <currency>" },

  listings: {
    noun: "listings",
    verb: "search",
    takes: ["q"],
    names: { q: "text" },
    example: 'souk listings search "desk lamp" --available --sort price-low',
  },
  facets: {
    noun: "listings",
    verb: "count",
    takes: ["q"],
    names: { q: "text" },
    example: 'souk listings count "desk lamp" --ships-to PT',
  },
  categories: { noun: "categories", example: "souk categories" },
  listing: { noun: "listings", verb: "show", example: "souk listings show <seller>/<listing>" },
  publishListing: {
    noun: "listings",
    verb: "publish",
    // `--file` is the whole draft.
    names: {
      file: "digital-file",
      "file.name": "digital-file-name",
      "file.mediaType": "digital-file-media-type",
      "file.bytes": "digital-file-bytes",
      "file.digest": "digital-file-digest",
    },
    example: "souk listings publish --file draft.json",
  },
  publishListings: {
    noun: "listings",
    verb: "publish-many",
    example: "souk listings publish-many --file drafts.json",
  },
  oldOffers: { noun: "listings", verb: "old-offers", example: "souk listings old-offers" },
  voidOldOffers: { noun: "listings", verb: "void-old-offers", example: "souk listings void-old-offers" },
  removeListing: { noun: "listings", verb: "remove", example: "souk listings remove me/<listing>" },
  addPicture: { noun: "pictures", verb: "add", example: 'souk pictures add lamp.png --alt "A desk lamp"' },
  picture: { noun: "pictures", verb: "get", example: "souk pictures get <picture> --output lamp.webp" },

  uploadedPicture: { noun: "pictures", verb: "find", example: "souk pictures find <digest>" },

  shopListings: {
    noun: "shop",
    verb: "list",
    takes: ["q"],
    names: { q: "text" },
    example: "souk shop list lamp --state published",
  },
  publishDrafts: { noun: "shop", verb: "publish", takes: ["ids"], example: "souk shop publish <draft>" },
  pauseListings: { noun: "shop", verb: "pause", takes: ["ids"], example: "souk shop pause <draft>" },
  resumeListings: { noun: "shop", verb: "resume", takes: ["ids"], example: "souk shop resume <draft>" },
  deleteListings: { noun: "shop", verb: "delete", takes: ["ids"], example: "souk shop delete <draft>" },
  editListings: {
    noun: "shop",
    verb: "edit",
    example: "souk shop edit --file edit.json",
  },
  previewEdit: {
    noun: "shop",
    verb: "preview-edit",
    example: "souk shop preview-edit --file edit.json",
  },
  shippingProfiles: { noun: "shipping", verb: "list", example: "souk shipping list" },
  shippingProfile: { noun: "shipping", verb: "show", example: "souk shipping show <profile>" },
  saveShippingProfile: { noun: "shipping", verb: "save", example: "souk shipping save <profile> --file profile.json" },
  republishByProfile: { noun: "shipping", verb: "republish", example: "souk shipping republish <profile>" },
  removeShippingProfile: { noun: "shipping", verb: "remove", example: "souk shipping remove <profile>" },
  draft: { noun: "drafts", verb: "show", example: "souk drafts show <draft>" },
  saveDraft: {
    noun: "drafts",
    verb: "save",
    names: {
      file: "digital-file",
      "file.name": "digital-file-name",
      "file.mediaType": "digital-file-media-type",
      "file.bytes": "digital-file-bytes",
      "file.digest": "digital-file-digest",
    },
    example: "souk drafts save <draft> --file draft.json",
  },
  dropDraft: { noun: "drafts", verb: "drop", example: "souk drafts drop <draft>" },
  importListings: {
    noun: "import",
    settings: [
      {
        flag: "pictures",
        value: "<folder>",
        description: "where the file's pictures are, else beside it; what the node has is not sent again",
      },
    ],
    example: "souk import products.csv --pictures pictures --currency tUSD --ships-from PT --category home",
  },
  importReport: { noun: "imports", verb: "show", example: "souk imports show <operation>" },
  exportListings: { noun: "export", example: "souk export --output products.csv" },

  addFile: { noun: "files", verb: "add", example: "souk files add patterns.pdf --name patterns.pdf" },

  profiles: { noun: "profiles", verb: "list", example: "souk profiles list --arbitrators" },
  following: { noun: "following", verb: "list", example: "souk following list" },
  follow: { noun: "following", verb: "add", example: "souk following add <seller>" },
  unfollow: { noun: "following", verb: "remove", example: "souk following remove <seller>" },
  profile: { noun: "profiles", verb: "show", example: "souk profiles show me" },
  reputation: { noun: "profiles", verb: "reputation", example: "souk profiles reputation <seller>" },
  publishProfile: {
    noun: "profiles",
    verb: "publish",
    takes: ["name"],
    example: 'souk profiles publish "Ada\'s lamps" --location Porto',
  },
  lockBond: { noun: "bond", verb: "lock", takes: ["amount"], example: "souk bond lock 0.5" },
  requestBond: { noun: "bond", verb: "request", takes: ["amount"], example: "souk bond request 0.2" },
  withdrawBond: { noun: "bond", verb: "withdraw", example: "souk bond withdraw" },
  publishArbitrator: {
    noun: "arbitrator",
    verb: "publish",
    example: "souk arbitrator publish --fee-bps 250 --languages en,pt",
  },
  reviews: { noun: "reviews", verb: "list", example: "souk reviews list --seller <seller>" },

  addresses: { noun: "addresses", verb: "list", example: "souk addresses list" },
  putAddress: { noun: "addresses", verb: "put", example: "souk addresses put home --file address.json" },
  removeAddress: { noun: "addresses", verb: "remove", example: "souk addresses remove home" },
  previewPurchase: { noun: "carts", verb: "preview", example: "souk carts preview --file cart.json" },
  trustedArbitrators: { noun: "arbitrator", verb: "trusted", example: "souk arbitrator trusted" },
  trustArbitrator: { noun: "arbitrator", verb: "trust", example: "souk arbitrator trust <arbitrator>" },
  distrustArbitrator: { noun: "arbitrator", verb: "distrust", example: "souk arbitrator distrust <arbitrator>" },

  orders: {
    noun: "orders",
    verb: "list",
    names: { q: "text" },
    example: "souk orders list --role buyer --open --text lamp",
  },
  order: { noun: "orders", verb: "show", example: "souk orders show <order>" },
  receipt: { noun: "orders", verb: "receipt", example: "souk orders receipt <order>" },
  orderFile: { noun: "orders", verb: "file", example: "souk orders file <order> --output patterns.pdf" },
  buy: {
    noun: "orders",
    verb: "buy",
    takes: ["seller", "listing"],
    example: "souk orders buy <seller>/<listing> --variant v1 --cid <cid> --delivery @address.json",
  },
  buyCart: { noun: "carts", verb: "buy", example: "souk carts buy --file cart.json" },
  collectReleases: { noun: "releases", verb: "collect", example: "souk releases collect" },
  ship: { noun: "orders", verb: "ship", example: 'souk orders ship <order> --tracking "DHL 4411 2203"' },
  confirm: {
    noun: "orders",
    verb: "confirm",
    example: 'souk orders confirm <order> --review-rating 5 --review-text "Warm light."',
  },
  release: { noun: "orders", verb: "release", example: "souk orders release <order>" },
  reply: {
    noun: "orders",
    verb: "reply",
    takes: ["text"],
    example: 'souk orders reply <order> "Glad that it shines."',
  },
  extend: { noun: "orders", verb: "extend", example: "souk orders extend <order> --days 3" },
  submitEvidence: {
    noun: "orders",
    verb: "evidence",
    example: 'souk orders evidence <order> --text "It left on Monday."',
  },
  proposeSettlement: {
    noun: "orders",
    verb: "propose-settlement",
    example: "souk orders propose-settlement <order> --buyer-bps 4000",
  },
  settle: { noun: "orders", verb: "settle", example: "souk orders settle <order> --buyer-bps 4000" },
  cancel: { noun: "orders", verb: "cancel", example: "souk orders cancel <order>" },
  claim: { noun: "orders", verb: "claim", example: "souk orders claim <order>" },
  dispute: { noun: "orders", verb: "dispute", example: 'souk orders dispute <order> --text "It arrived broken."' },
  rule: { noun: "orders", verb: "rule", example: "souk orders rule <order> --buyer-bps 7000" },
  pass: { noun: "orders", verb: "pass", example: "souk orders pass <order>" },
  expire: { noun: "orders", verb: "expire", example: "souk orders expire <order>" },

  toShip: { noun: "sales", verb: "to-ship", example: "souk sales to-ship" },
  packingList: { noun: "sales", verb: "packing-list", example: "souk sales packing-list --orders <order>" },
  shipMany: {
    noun: "sales",
    verb: "ship",
    example: 'souk sales ship --shipments "order=<order>,tracking=DHL 4411 2203"',
  },
  refund: { noun: "orders", verb: "refund", takes: ["amount"], example: "souk orders refund <order> 12.50" },
  collectPayments: { noun: "sales", verb: "collect", example: "souk sales collect" },
  salesFigures: { noun: "sales", verb: "figures", example: "souk sales figures --by week" },

  operations: { noun: "operations", verb: "list", example: "souk operations list --limit 5" },
  operation: { noun: "operations", verb: "show", example: "souk operations show <operation>" },
  tokens: { noun: "tokens", verb: "list", example: "souk tokens list" },
  makeToken: {
    noun: "tokens",
    verb: "make",
    takes: ["name"],
    example: 'souk tokens make "Sales report" --scope read',
  },
  revokeToken: { noun: "tokens", verb: "revoke", example: "souk tokens revoke <token>" },
  rates: { noun: "rates", example: "souk rates" },
  transactions: { noun: "transactions", verb: "list", example: "souk transactions list --limit 5" },
  events: { noun: "events", example: "souk events --json" },
} as const satisfies Record<RouteName, CommandEntry>;

export interface Command extends CommandEntry {
  name: RouteName;
  route: Route;
}

export const commands: readonly Command[] = Object.entries<CommandEntry>(entries).map(([name, entry]) => ({
  ...entry,
  name: name as RouteName,
  route: routes[name as RouteName],
}));

/** `listings search` */
export const titleOf = ({ noun, verb }: Pick<CommandEntry, "noun" | "verb">): string =>
  verb ? `${noun} ${verb}` : noun;
