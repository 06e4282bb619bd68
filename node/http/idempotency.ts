// Writes under an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): sent again, they happen once and are answered the same.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomUUID,
} from "node:crypto";
import type { Operation } from "../../protocol/api/schemas.ts";
import { withinRequest } from "../commands/reservation.ts";
import { AtOnce } from "../core/at-once.ts";
import { SoukError } from "../core/errors.ts";
import type { OperationQueries } from "../core/ports/commands.ts";
import type { IdempotencyKeys, KeyedRequest } from "../core/ports/credentials.ts";
import type { StoredOperation } from "../core/ports/own.ts";

/** What a client asks for, as far as it tells two requests apart. */
export interface Asked {
  holder: string;
  /** The header, if there is one. */
  header: string | undefined;
  /** Method, path and input but for how long to wait; of bytes, their digest. */
  words: readonly unknown[];
  /** A body that is too large for memory: its bytes count once they have been read. */
  stream: AsyncIterable<Uint8Array> | undefined;
  /** The answer is an operation, and is given as it is now. */
  makesOperation: boolean;
}

/** @param stream what stands in for `asked.stream` */
export type Work = (stream: AsyncIterable<Uint8Array> | undefined) => Promise<unknown>;

export interface Idempotency {
  /** @throws SoukError `idempotency.reused`, `idempotency.in-flight`, `input.invalid`, or what the work throws */
  once(
    asked: Asked,
    work: Work,
    view: (operation: StoredOperation) => Promise<Operation>,
  ): Promise<{ value: unknown; replayed: boolean }>;
}

export interface IdempotencyDeps {
  keys: IdempotencyKeys;
  operations: Pick<OperationQueries, "get" | "begun">;
}

export function createIdempotency({ keys, operations }: IdempotencyDeps): Idempotency {
  const running = new Set<string>();

  /** The first time, or after a crash that left nothing of it. */
  async function run(asked: Asked, request: KeyedRequest, secret: string, work: Work) {
    keys.begin(request);
    const stream = asked.stream && digested(asked.stream);
    let value: unknown;
    try {
      value = await withinRequest(request.operation, asked.makesOperation, () => work(stream));
      if (value instanceof AtOnce) {
        const { make } = value;
        keys.answered(request, () => seal(secret, (value = make())));
        return { value, replayed: false };
      }
    } catch (error) {
      if (!operations.begun(request.operation)) keys.forget(request);
      throw error;
    }
    const kept = asked.makesOperation ? { id: (value as Operation).id } : value;
    const fingerprint = stream ? fingerprintOf(secret, asked, stream.digest()) : request.fingerprint;
    keys.answered({ ...request, fingerprint }, () => seal(secret, kept));
    return { value, replayed: false };
  }

  return {
    async once(asked, work, view) {
      const secret = keyIn(asked.header);
      if (secret === undefined) return { value: made(await work(asked.stream)), replayed: false };
      const { holder } = asked;
      const key = sha256(secret);
      const name = `${holder} ${key}`;
      if (running.has(name)) throw inFlight();
      const known = keys.find(holder, key);
      const fingerprint = fingerprintOf(
        secret,
        asked,
        known?.answered && asked.stream ? await drained(asked.stream) : null,
      );
      if (known && known.fingerprint !== fingerprint) throw reused();
      if (known?.answered && !asked.makesOperation) return { value: unseal(secret, known.answer!), replayed: true };
      const found = known?.answered
        ? operations.get((unseal(secret, known.answer!) as Operation).id)
        : known && asked.makesOperation && operations.begun(known.operation);
      if (found) return { value: await view(found), replayed: true };
      running.add(name);
      try {
        // What several operations were begun under it stays with it; the id of one that never began is spent.
        const request = known && !asked.makesOperation ? known.operation : randomUUID();
        return await run(asked, { holder, key, fingerprint, operation: request }, secret, work);
      } finally {
        running.delete(name);
      }
    },
  };
}

const made = (value: unknown): unknown => (value instanceof AtOnce ? value.make() : value);

const inFlight = (): SoukError =>
  new SoukError("idempotency.in-flight", "the request with this Idempotency-Key is under way: ask again in a moment", {
    retryable: true,
  });
const reused = (): SoukError =>
  new SoukError(
    "idempotency.reused",
    "this Idempotency-Key was given to another request: send what was sent then, or choose a new key",
    { field: "idempotency-key" },
  );

/** A string of RFC 8941, or the same without its quotes, as most clients send it. */
function keyIn(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const [, quoted, bare] = /^(?:"([ !#-[\]-~]{1,128})"|([!#-+\--[\]-~]{1,128}))$/.exec(header) ?? [];
  const key = quoted ?? bare;
  if (key !== undefined) return key;
  throw new SoukError(
    "input.invalid",
    'the header Idempotency-Key: expected 1 to 128 printable characters in quotes, like "8e03978e-40d5-43dd-bc93-6894a57f9324"',
    { field: "idempotency-key" },
  );
}

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** By the client's key, of which a digest is kept: from the fingerprint of private words these cannot be guessed. */
const fingerprintOf = (secret: string, { words }: Asked, digest: string | null): string =>
  createHmac("sha256", secret)
    .update(
      JSON.stringify([...words, digest], (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)),
    )
    .digest("hex");

/** The bytes as they come, and their digest once all have come. */
function digested(source: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  return {
    async *[Symbol.asyncIterator]() {
      for await (const chunk of source) {
        hash.update(chunk);
        yield chunk;
      }
    },
    digest: () => hash.digest("hex"),
  };
}

async function drained(source: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of source) hash.update(chunk);
  return hash.digest("hex");
}

/** Answers are on disk for a week, and some hold private words: only who has the key can read them, and of the key a digest is kept. */
const sealingKey = (secret: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", secret, "", "souk/idempotency", 32));

function seal(secret: string, value: unknown): Uint8Array {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(secret), iv);
  const sealed = cipher.update(JSON.stringify(value ?? null), "utf8");
  return Buffer.concat([iv, sealed, cipher.final(), cipher.getAuthTag()]);
}

function unseal(secret: string, bytes: Uint8Array): unknown {
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(secret), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  const text = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  return JSON.parse(text.toString("utf8")) ?? undefined;
}
