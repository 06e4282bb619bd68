// Real p2p nodes on loopback for tests and benches: an Ethereum account, a journal key and a folder each.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { pino } from "pino";
import { type Address, type Hex32, fromHex, keccak, toHex } from "../../protocol/ids.ts";
import {
  type Certificate,
  type JournalRecord,
  type SignedCertificate,
  certificateDigest,
} from "../../protocol/journal.ts";
import { encodeProfile } from "../../protocol/profile.ts";
import type { Domain } from "../../protocol/typed-data.ts";
import { createLocalSigner } from "../../node/chain/local-signer.ts";
import { recover } from "../../node/chain/recover.ts";
import type { Signer } from "../../node/core/ports/signer.ts";
import type { P2p, P2pOptions } from "../../node/p2p/options.ts";
import { createP2p } from "../../node/p2p/p2p.ts";
import type { JournalEntry, Journals } from "../../node/core/ports/journals.ts";
import { openOwnStore } from "../../node/store/own/own-store.ts";

export const CHAIN_ID = 31_337;
export const ESCROW = `0x${"e5".repeat(20)}` as Address;
export const DOMAIN = { chainId: CHAIN_ID, escrow: ESCROW };

export interface Account {
  address: Address;
  sign(digest: Hex32): string;
  signer: Signer;
}

export const certify = (account: Account, words: Certificate, domain: Domain = DOMAIN): SignedCertificate => ({
  ...words,
  signature: account.sign(certificateDigest(domain, words)),
});

const addressOf = (publicKey: Uint8Array): Address => `0x${keccak(publicKey.subarray(1)).slice(26)}` as Address;

/** An Ethereum account: deterministic for a seed, so that a child process can be the same one. */
export function createAccount(seed: string): Account {
  const key = fromHex(keccak(new TextEncoder().encode(`account ${seed}`)));
  const address = addressOf(secp256k1.getPublicKey(key, false));
  return {
    address,
    sign(digest) {
      const recovered = secp256k1.sign(fromHex(digest), key, { prehash: false, format: "recovered" });
      return `${toHex(recovered.subarray(1))}${recovered[0] === 0 ? "1b" : "1c"}`;
    },
    signer: createLocalSigner(toHex(key)),
  };
}

export const journalKeyOf = (seed: string): Uint8Array => fromHex(keccak(new TextEncoder().encode(`journal ${seed}`)));

export interface TestNode extends P2p {
  account: Account;
  directory: string;
  /** The first multiaddr, once started. */
  address(): string;
}

const silent = pino({ level: process.env["P2P_LOG"] ?? "silent" });

export function createNode(
  seed: string,
  directory: string,
  options: Partial<P2pOptions> & { port?: number } = {},
): TestNode {
  const account = createAccount(seed);
  const { port = 0, ...rest } = options;
  const isNew = !existsSync(join(directory, "own.db")) && !existsSync(join(directory, "blocks.db"));
  const own = openOwnStore({ directory });
  if (isNew) own.entries.trust();
  const p2p = createP2p({
    directory,
    journalKey: journalKeyOf(seed),
    encryptionKey: `0x${"ab".repeat(32)}`,
    owner: account.address,
    chainId: CHAIN_ID,
    escrow: ESCROW,
    listen: [`/ip4/127.0.0.1/tcp/${port}`],
    join: [],
    ownEntries: own.entries,
    signer: account.signer,
    recover,
    now: () => Math.floor(Date.now() / 1_000),
    logger: silent,
    antiEntropyMs: 2_000,
    checkpointAfterBytes: Infinity, // tests that want one say so
    ...rest,
  });
  async function stop(): Promise<void> {
    await p2p.stop();
    own.close();
  }
  return { ...p2p, stop, account, directory, address: () => p2p.network.addresses()[0]! };
}

/** Temporary folders and started nodes of one test, all gone after it. */
export function createNursery() {
  const folders: string[] = [];
  const nodes: TestNode[] = [];
  return {
    folder(): string {
      const folder = mkdtempSync(join(tmpdir(), "souk-p2p-"));
      folders.push(folder);
      return folder;
    },
    async start(seed: string, options: Partial<P2pOptions> & { port?: number } = {}): Promise<TestNode> {
      const node = createNode(seed, options.directory ?? this.folder(), options);
      nodes.push(node);
      await node.start();
      return node;
    },
    async stop(node: TestNode): Promise<void> {
      nodes.splice(nodes.indexOf(node), 1);
      await node.stop();
    },
    async end(): Promise<void> {
      await Promise.all(nodes.splice(0).map((node) => node.stop()));
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A record of about `size` bytes. */
export const blockRecord = (number: number, size = 600): JournalRecord => {
  const block = new Uint8Array(size).fill(number & 0xff);
  new DataView(block.buffer).setUint32(0, number);
  return { kind: "review", block };
};

/** Resolves when `journals` holds an owner's entry `sequence`. @throws after `ms` */
export async function reached(journals: Journals, owner: Address, sequence: number, ms = 60_000): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const held = () => journals.head(owner)?.sequence ?? 0;
  const check = () => held() >= sequence && resolve();
  const stop = journals.onEntry(check);
  const timer = setTimeout(() => reject(new Error(`${owner} is at ${held()}, not ${sequence}, after ${ms} ms`)), ms);
  check();
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}

/** Polls a condition for which there is no event. @throws after `ms` */
export async function eventually(what: string, condition: () => boolean, ms = 60_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
    await delay(20);
  }
}

export async function entriesOf(journals: Journals, owner: Address, after = 0): Promise<JournalEntry[]> {
  const list: JournalEntry[] = [];
  for await (const entry of journals.after(owner, after)) list.push(entry);
  return list;
}

/** A profile that says no more than a name. */
export const profileRecord = (owner: Address, name: string): JournalRecord => ({
  kind: "profile",
  block: encodeProfile({
    v: 1,
    kind: "profile",
    owner,
    name,
    about: "",
    location: "",
    picture: null,
    arbitrator: null,
  }),
});
