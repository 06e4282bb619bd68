// Attackers in processes of their own, told what to do and heard by messages; and the node that they attack.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { base32 } from "multiformats/bases/base32";
import { CID } from "multiformats/cid";
import { type Address, journalName } from "../../protocol/ids.ts";
import type { P2pOptions } from "../../node/p2p/options.ts";
import { journalAddress } from "../../node/p2p/journal/address.ts";
import { createEntry, headOf } from "../../node/p2p/journal/entry.ts";
import { createIdentity } from "../../node/p2p/journal/identity.ts";
import { percentile } from "./long.ts";
import type { Victimised } from "./p2p-forgeries.ts";
import { CHAIN_ID, ESCROW, type TestNode, blockRecord, type createNursery, journalKeyOf, reached } from "./p2p-node.ts";

export interface Attacker {
  /** What it says next. @throws when it ends, or says nothing for `ms` */
  next(ms?: number): Promise<Record<string, unknown>>;
  go(): void;
}

/** @param script of test/support */
export function createAttackers(script: string, folder: () => string) {
  const children: ChildProcess[] = [];
  return {
    attack(command: object): Attacker {
      const path = fileURLToPath(new URL(script, import.meta.url));
      const child = fork(path, [folder()], { execPath: process.execPath, execArgv: [], serialization: "advanced" });
      children.push(child);
      const said: Record<string, unknown>[] = [];
      let wake: (() => void) | undefined;
      const hear = (message: object) => {
        said.push(message as Record<string, unknown>);
        wake?.();
      };
      child.on("message", hear);
      child.on("exit", () => hear({ exited: true }));
      child.send(command);
      return {
        async next(ms = 60_000) {
          const deadline = AbortSignal.timeout(ms);
          while (said.length === 0) {
            await new Promise<void>((resolve, reject) => {
              wake = resolve;
              deadline.addEventListener("abort", () => reject(new Error("the attacker says nothing")), { once: true });
            });
          }
          const message = said.shift()!;
          if (message["exited"]) throw new Error("the attacker's process ended early");
          return message;
        },
        go: () => void child.send({ go: true }),
      };
    },

    async end(): Promise<void> {
      for (const child of children.splice(0)) {
        if (child.exitCode !== null) continue;
        const exited = once(child, "exit");
        child.kill("SIGKILL");
        await exited;
      }
    },
  };
}

export interface Victim {
  victim: TestNode;
  /** What an attacker can know of a seller whose node is away. */
  seller: { owner: Address } & Victimised;
  /** The seller's folder, to come back from. */
  home: string;
}

/** A node that holds three entries of a seller who is away. */
export async function createVictim(
  nursery: ReturnType<typeof createNursery>,
  options: Partial<P2pOptions> = {},
): Promise<Victim> {
  const node = await nursery.start("seller");
  const victim = await nursery.start("victim", { ...options, join: [node.address()] });
  const seller = await goAway(nursery, node, (owner) => reached(victim.journals, owner, 3));
  return { victim, seller, home: node.directory };
}

/**
 * The seller writes three entries and leaves.
 * @param hold resolves when the victim holds them
 */
export async function goAway(
  nursery: ReturnType<typeof createNursery>,
  node: TestNode,
  hold: (owner: Address) => Promise<void>,
): Promise<Victim["seller"]> {
  const { address: owner } = node.account;
  for (let number = 0; number < 3; number++) await node.journals.append([blockRecord(number)]);
  await hold(owner);
  const { cid } = node.journals.head(owner)!;
  await nursery.stop(node);
  const key = journalKeyOf("seller");
  const identity = createIdentity(key);
  const address = journalAddress(journalName(CHAIN_ID, ESCROW, owner));
  const head = headOf(3, CID.parse(cid, base32).multihash.digest);
  const genuine = createEntry(key, identity, address, head, 1, [blockRecord(9)]).bytes;
  return { owner, address, head, key: identity.publicKey, identity: identity.hash, genuine };
}

/** What others notice of an attack: p99 of writing here, and of an honest peer's entries coming here. */
export async function measureLanes(victim: TestNode, honest: TestNode, rounds: number) {
  const own: number[] = [];
  const remote: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await victim.journals.append([blockRecord(round)]);
    own.push(performance.now() - start);
    const sent = performance.now();
    const { sequence } = await honest.journals.append([blockRecord(round)]);
    await reached(victim.journals, honest.account.address, sequence, 30_000);
    remote.push(performance.now() - sent);
  }
  return { own: percentile(own, 0.99), remote: percentile(remote, 0.99) };
}
