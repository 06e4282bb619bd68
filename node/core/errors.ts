// The one error class that crosses rooms: a stable code, whether trying again can help, and words for a person.

/** Stable codes; HTTP statuses are given to them in http/problem.ts alone. Add, never rename. */
export type ErrorCode =
  | "input.malformed"
  | "input.invalid"
  | "money.malformed"
  | "money.decimals"
  | "money.range"
  | "listing.unknown"
  | "listing.not-yours"
  | "listing.sold-out"
  | "listing.expired"
  | "listing.own"
  | "listing.changed"
  | "listing.arbitrator"
  | "listing.incomplete"
  | "listing.state"
  | "import.faults"
  | "shipping.unknown"
  | "shipping.in-use"
  | "shipping.does-not-fit"
  | "address.unknown"
  | "arbitrator.untrusted"
  | "arbitrator.unknown"
  | "following.unknown"
  | "listing.nothing-to-void"
  | "variant.unknown"
  | "currency.unknown"
  | "order.unknown"
  | "order.not-allowed"
  | "order.wrong-party"
  | "order.delivery-unreadable"
  | "release.none"
  | "payment.none"
  | "review.none"
  | "settlement.none"
  | "profile.unknown"
  | "operation.unknown"
  | "picture.unsupported"
  | "picture.too-large"
  | "picture.unknown"
  | "file.unknown"
  | "file.refused"
  | "file.too-large"
  | "file.not-ready"
  | "file.wrong"
  | "funds.insufficient"
  | "funds.nothing-to-withdraw"
  | "wallet.no-coin"
  | "signer.refused"
  | "signer.unreachable"
  | "signer.wrong"
  | "chain.unreachable"
  | "chain.wrong"
  | "chain.disagreement"
  | "chain.reverted"
  | "chain.not-deployed"
  | "chain.fee-cap"
  | "chain.displaced"
  | "rates.unknown"
  | "keystore.passphrase"
  | "keystore.damaged"
  | "keystore.exists"
  | "keystore.none"
  | "backup.passphrase"
  | "backup.damaged"
  | "backup.folder"
  | "backup.since"
  | "node.data-in-use"
  | "node.port-in-use"
  | "node.config"
  | "storage.full"
  | "storage.busy"
  | "storage.damaged"
  | "storage.newer"
  | "storage.older"
  | "journal.not-writable"
  | "peer.unreachable"
  | "peer.refused"
  | "auth.missing"
  | "auth.wrong"
  | "auth.origin"
  | "auth.host"
  | "auth.scope"
  | "token.unknown"
  | "token.limit"
  | "idempotency.reused"
  | "idempotency.in-flight"
  | "events.full"
  | "route.unknown"
  | "request.malformed"
  | "request.too-large"
  | "request.timeout"
  | "body.malformed"
  | "body.too-large"
  | "rate.limited"
  | "internal";

export interface ErrorDetails {
  /** The same call may succeed later, unchanged. */
  retryable?: boolean;
  cause?: unknown;
  /** The field of the input that is wrong, as a path like `variants.0.price`. */
  field?: string;
  /** What the error is about: an order id, a listing, a file name. */
  subject?: string;
}

/** The message says what happened, to which thing, and what the user can do. */
export class SoukError extends Error {
  override readonly name = "SoukError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly field: string | undefined;
  readonly subject: string | undefined;

  constructor(code: ErrorCode, message: string, { retryable = false, cause, field, subject }: ErrorDetails = {}) {
    super(message, { cause });
    this.code = code;
    this.retryable = retryable;
    this.field = field;
    this.subject = subject;
  }
}
