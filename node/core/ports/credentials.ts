// Ports: tokens that the owner gave to programs, and keys that make a write happen once (own.db). Adapter: store.

/** A write that its client named, so that it can be sent twice and happens once. */
export interface KeyedRequest {
  /** Whose key it is: nobody else's means the same. */
  holder: string;
  /** sha2-256 of the client's key, hex. */
  key: string;
  /** Of everything that was asked: another request may not come under the same key. */
  fingerprint: string;
  /** The id that its operation has, if it makes one; its own name, if it makes several. */
  operation: string;
}

export interface IdempotencyKeys {
  /** `answer` is sealed by the client's key: it may be somebody's private words. */
  find(holder: string, key: string): (KeyedRequest & { answered: boolean; answer: Uint8Array | null }) | undefined;
  /** On disk before anything begins; in the place of what was known under this key. */
  begin(request: KeyedRequest): void;
  /** @param answer makes what is left to change in own.db: both are kept, or neither */
  answered(request: KeyedRequest, answer: () => Uint8Array): void;
  /** It was refused and has changed nothing: it may be asked again. */
  forget(request: Pick<KeyedRequest, "holder" | "key">): void;
}

export interface StoredToken {
  id: string;
  name: string;
  scope: "read" | "full";
  /** sha2-256 of its secret. */
  digest: Uint8Array;
  /** ISO 8601. */
  createdAt: string;
  expiresAt: string | null;
}

/** Credentials that the owner gave to programs. */
export interface Tokens {
  add(token: StoredToken): void;
  find(id: string): StoredToken | undefined;
  /** Newest first. */
  list(): StoredToken[];
  /** @returns false if there was none */
  remove(id: string): boolean;
}
