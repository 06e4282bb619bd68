// Errors as problem details (RFC 9457): the one place that gives an error code its HTTP status and title.
import type { Problem } from "../../protocol/api/schemas.ts";
import { MoneyError } from "../../protocol/money.ts";
import { type ErrorCode, type ErrorDetails, SoukError } from "../core/errors.ts";

/** Status, title, and whether the same call may succeed later where nobody says otherwise. */
const PROBLEMS: Record<ErrorCode, readonly [status: number, title: string, retryable?: true]> = {
  "input.malformed": [400, "The request cannot be read"],
  "input.invalid": [400, "A field is not valid"],
  "money.malformed": [400, "Not an amount"],
  "money.decimals": [400, "Too many decimals for this currency"],
  "money.range": [400, "The amount is too large"],
  "listing.unknown": [404, "No such listing here"],
  "listing.not-yours": [403, "Not your listing"],
  "listing.sold-out": [409, "Sold out"],
  "listing.expired": [409, "The offer has expired"],
  "listing.own": [409, "Your own listing"],
  "listing.changed": [409, "The listing has changed"],
  "listing.arbitrator": [409, "The arbitrator does not fit"],
  "listing.incomplete": [409, "The draft is not complete"],
  "listing.state": [409, "Not possible in this state of the listing"],
  "shipping.unknown": [404, "No such shipping profile"],
  "shipping.in-use": [409, "The shipping profile is in use"],
  "shipping.does-not-fit": [409, "The shipping profile does not fit"],
  "import.faults": [422, "The file has faults"],
  "address.unknown": [404, "No such address in your book"],
  "arbitrator.untrusted": [409, "Not an arbitrator you trust"],
  "arbitrator.unknown": [404, "Not in your list of arbitrators"],
  "following.unknown": [404, "Not followed"],
  "listing.nothing-to-void": [409, "There is nothing to void"],
  "variant.unknown": [404, "No such variant"],
  "currency.unknown": [400, "Unknown currency"],
  "order.unknown": [404, "No such order here"],
  "order.not-allowed": [409, "Not possible in this state of the order"],
  "order.wrong-party": [403, "Not your part in this order"],
  "order.delivery-unreadable": [409, "The delivery address cannot be read"],
  "release.none": [409, "No signed release to collect"],
  "review.none": [409, "No review to reply to"],
  "payment.none": [409, "Nothing to collect"],
  "settlement.none": [409, "No proposal to accept"],
  "profile.unknown": [404, "No such participant here"],
  "operation.unknown": [404, "No such operation"],
  "picture.unsupported": [415, "Not a picture this node takes"],
  "picture.too-large": [413, "The picture is too large"],
  "picture.unknown": [404, "No such picture here"],
  "file.unknown": [404, "No such file here"],
  "file.refused": [422, "Not a file this node takes"],
  "file.too-large": [413, "The file is too large"],
  "file.not-ready": [409, "The file is not here yet"],
  "file.wrong": [422, "Not the file that was sold"],
  "funds.insufficient": [409, "Not enough money"],
  "wallet.no-coin": [409, "No coin for the network's fee"],
  "signer.refused": [409, "The signer refused"],
  "signer.unreachable": [503, "The signer cannot be reached", true],
  "signer.wrong": [502, "The signer answers wrongly"],
  "funds.nothing-to-withdraw": [409, "Nothing to withdraw"],
  "chain.unreachable": [503, "The chain cannot be reached", true],
  "chain.wrong": [503, "This is another chain"],
  "chain.disagreement": [503, "The chain's RPCs contradict each other", true],
  "chain.reverted": [409, "The escrow refuses this"],
  "chain.not-deployed": [503, "No escrow on this chain"],
  "chain.fee-cap": [409, "The network fee is above the limit", true],
  "chain.displaced": [409, "Another transaction took its place"],
  "rates.unknown": [409, "No exchange rate"],
  "keystore.passphrase": [403, "Wrong passphrase"],
  "keystore.damaged": [500, "The keystore is damaged"],
  "keystore.exists": [409, "There is an account already"],
  "keystore.none": [404, "There is no account"],
  "backup.passphrase": [403, "Wrong passphrase of a backup"],
  "backup.damaged": [422, "Not a whole backup"],
  "backup.folder": [409, "The folder is not empty"],
  "backup.since": [409, "Perhaps done since the backup was made"],
  "node.data-in-use": [409, "The data folder is in use"],
  "node.port-in-use": [409, "The port is in use"],
  "node.config": [500, "The configuration is wrong"],
  "storage.full": [507, "The disk is full", true],
  "storage.busy": [503, "The data is in use", true],
  "storage.damaged": [500, "The stored data is damaged"],
  "storage.newer": [500, "The stored data is of a newer version"],
  "storage.older": [500, "The stored data is of an older version"],
  "journal.not-writable": [503, "The journal cannot be written"],
  "peer.unreachable": [503, "The peer cannot be reached", true],
  "peer.refused": [409, "The peer refused"],
  "auth.missing": [401, "Credentials are needed"],
  "auth.wrong": [401, "Token, code or session not valid"],
  "auth.origin": [403, "Another web page asked for this"],
  "auth.host": [403, "Not this node's address"],
  "auth.scope": [403, "The token does not reach so far"],
  "token.unknown": [404, "No such token"],
  "token.limit": [409, "Too many tokens"],
  "idempotency.reused": [422, "The key belongs to another request"],
  "idempotency.in-flight": [409, "The same request is under way", true],
  "events.full": [503, "Too many live streams", true],
  "route.unknown": [404, "No such route"],
  "request.malformed": [400, "Not a request"],
  "request.too-large": [431, "The headers are too large"],
  "request.timeout": [408, "The request took too long", true],
  "body.malformed": [400, "The body cannot be read"],
  "body.too-large": [413, "The body is too large"],
  "rate.limited": [429, "Too many requests", true],
  internal: [500, "Something went wrong in the node"],
};

export const PROBLEM_TYPE = "application/problem+json";

export function problemOf(
  code: ErrorCode,
  detail: string,
  { retryable, field, subject }: Pick<ErrorDetails, "retryable" | "field" | "subject"> = {},
): Problem {
  // An operation may have stored the code of an older version.
  const [status, title, usuallyRetryable = false] = PROBLEMS[code] ?? PROBLEMS.internal;
  return {
    type: `urn:souk:problem:${code}`,
    title,
    status,
    detail,
    code,
    retryable: retryable ?? usuallyRetryable,
    ...(field === undefined ? {} : { field }),
    ...(subject === undefined ? {} : { subject }),
  };
}

/** @returns undefined for an error that nobody foresaw: its words stay in the log. */
export function knownProblem(error: unknown): Problem | undefined {
  if (error instanceof SoukError) return problemOf(error.code, error.message, error);
  if (error instanceof MoneyError) return problemOf(error.code, error.message);
  const refused = transportError(error);
  return refused && problemOf(refused.code, refused.message);
}

/** What Express and its body parser throw before any code of ours runs. */
function transportError(error: unknown): { code: ErrorCode; message: string } | undefined {
  if (error instanceof URIError) return { code: "input.malformed", message: "the path is not valid percent-encoding" };
  switch ((error as { type?: unknown } | null)?.type) {
    case "entity.too.large":
      return { code: "body.too-large", message: `the body is larger than this route takes (${limitOf(error)} bytes)` };
    case "encoding.unsupported":
      return { code: "body.malformed", message: "send the body without content-encoding" };
    case "request.size.invalid":
    case "request.aborted":
      return { code: "body.malformed", message: "the body ended before its content-length" };
    default:
      return undefined;
  }
}

const limitOf = (error: unknown): string => String((error as { limit?: unknown }).limit);
