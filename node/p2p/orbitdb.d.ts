// The parts of @orbitdb/core that this room and its tests use; the package ships no types.
declare module "@orbitdb/core" {
  import type { EventEmitter } from "node:events";

  export interface Identity {
    id: string;
    publicKey: string;
    signatures: { id: string; publicKey: string };
    type: string;
    hash: string;
    bytes: Uint8Array;
    sign(identity: Identity, data: Uint8Array | string): Promise<string>;
    verify(signature: string, publicKey: string, data: Uint8Array | string): Promise<boolean>;
  }

  export interface Identities {
    keystore: unknown;
    createIdentity(options?: object): Promise<Identity>;
    getIdentity(hash: string): Promise<Identity | undefined>;
    verifyIdentity(identity: Identity): Promise<boolean>;
    sign(identity: Identity, data: Uint8Array | string): Promise<string>;
    verify(signature: string, publicKey: string, data: Uint8Array | string): Promise<boolean>;
  }

  export interface LogEntry {
    id: string;
    payload: unknown;
    next: string[];
    refs: string[];
    clock: { id: string; time: number };
    v: number;
    key: string;
    identity: string;
    sig: string;
    hash?: string;
  }

  export interface AccessController {
    type: string;
    address: string;
    canAppend(entry: LogEntry): Promise<boolean>;
  }

  export interface DatabaseOptions {
    ipfs: unknown;
    identity: Identity;
    address: string;
    name: string;
    access: AccessController;
  }

  export interface OrbitDB {
    identity: Identity;
    identities: Identities;
    open<Database>(nameOrAddress: string, options?: object): Promise<Database>;
    stop(): Promise<void>;
  }

  export function createOrbitDB(options: object): Promise<OrbitDB>;
  export function Database(options: object): Promise<unknown>;
  export function useDatabaseType(database: unknown): void;
  export function useAccessController(controller: unknown): void;
  export function IPFSAccessController(options?: { write?: string[] }): unknown;
  export function Identities(options?: object): Promise<Identities>;
  export function MemoryStorage(): Promise<unknown>;
  export function Log(identity: Identity, options?: object): Promise<OrbitLog>;

  export interface OrbitLog {
    events?: EventEmitter;
    heads(): Promise<LogEntry[]>;
    values(): Promise<LogEntry[]>;
    append(data: unknown, options?: object): Promise<LogEntry>;
    joinEntry(entry: LogEntry): Promise<boolean>;
    storage: { get(hash: string): Promise<Uint8Array | undefined> };
    close(): Promise<void>;
  }

  export const Entry: {
    create(
      identity: Identity,
      id: string,
      payload: unknown,
      encrypt?: undefined,
      clock?: { id: string; time: number },
      next?: string[],
      refs?: string[],
    ): Promise<LogEntry>;
    verify(identities: Pick<Identities, "verify">, entry: LogEntry): Promise<boolean>;
    decode(bytes: Uint8Array): Promise<LogEntry>;
    encode(entry: LogEntry): Promise<{ hash: string; bytes: Uint8Array }>;
  };
}
