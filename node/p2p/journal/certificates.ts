// The certificates this node knows, checked, on disk and in memory.
import type { DatabaseSync } from "node:sqlite";
import type { Recover } from "../../../protocol/envelope.ts";
import type { Address } from "../../../protocol/ids.ts";
import { type SignedCertificate, parseCertificate } from "../../../protocol/journal.ts";
import type { Domain } from "../../../protocol/typed-data.ts";
import type { Verdict } from "../../../protocol/verdict.ts";
import { baseAt, checkCertificate, checkSuccession, covering } from "./certificate.ts";
import { peerIdOf } from "../keys.ts";

export type Certificates = ReturnType<typeof createCertificates>;

export function createCertificates(database: DatabaseSync, domain: Domain, recover: Recover) {
  const insert = database.prepare("INSERT OR REPLACE INTO certificates (owner, epoch, json) VALUES (?, ?, ?)");
  const remove = database.prepare("DELETE FROM certificates WHERE owner = ?");
  const known = new Map<Address, SignedCertificate[]>();
  /** Whose certificates name a peer now: anybody's may, whether the key is theirs or not. */
  const homes = new Map<string, Set<Address>>();
  const peerIds = new WeakMap<SignedCertificate, string>();
  const listeners = new Set<(certificate: SignedCertificate) => void>();

  for (const { json } of database.prepare("SELECT json FROM certificates").all()) {
    const verdict = parseCertificate(JSON.parse(json as string));
    if (verdict.ok) remember(verdict.value);
  }

  function remember(certificate: SignedCertificate): void {
    const others = (known.get(certificate.owner) ?? []).filter(({ epoch }) => epoch !== certificate.epoch);
    const list = [...others, certificate].toSorted((a, b) => a.epoch - b.epoch);
    moveOut(others);
    known.set(certificate.owner, list);
    const home = peerIdOf(list.at(-1)!.journalKey);
    homes.set(home, (homes.get(home) ?? new Set()).add(certificate.owner));
  }

  function moveOut(certificates: readonly SignedCertificate[]): void {
    for (const { journalKey, owner } of certificates) {
      const home = peerIdOf(journalKey);
      homes.get(home)?.delete(owner);
      if (homes.get(home)?.size === 0) homes.delete(home);
    }
  }

  return {
    /** Newest epoch last. */
    all: (owner: Address): SignedCertificate[] => known.get(owner) ?? [],
    current: (owner: Address): SignedCertificate | undefined => known.get(owner)?.at(-1),
    at: (owner: Address, sequence: number) => covering(known.get(owner) ?? [], sequence),
    /** The digest that the entry at `sequence` must have, when an epoch begins after it. */
    baseAt: (owner: Address, sequence: number) => baseAt(known.get(owner) ?? [], sequence),
    owners: (): Address[] => [...known.keys()],
    /** The owner whose home a peer is: its libp2p key is the certified journal key in force. Nobody where several say so. */
    ownerOf(peerId: string): Address | undefined {
      const owners = homes.get(peerId);
      return owners?.size === 1 ? [...owners][0] : undefined;
    },
    /** The peer that an owner's own certificate names. The other way round anybody's certificate may name a peer that is not its own. */
    homeOf(owner: Address): string | undefined {
      const certificate = known.get(owner)?.at(-1);
      if (!certificate) return undefined;
      const id = peerIds.get(certificate) ?? peerIdOf(certificate.journalKey);
      peerIds.set(certificate, id);
      return id;
    },

    /** Checks and keeps a certificate. @returns it, also when it was known already */
    accept(value: unknown): Verdict<SignedCertificate> {
      const verdict = checkCertificate(value, domain, recover);
      if (!verdict.ok) return verdict;
      const certificate = verdict.value;
      const succession = checkSuccession(certificate, known.get(certificate.owner) ?? []);
      if (!succession.ok) return succession;
      if (succession.value === "new") {
        insert.run(certificate.owner, certificate.epoch, JSON.stringify(certificate));
        remember(certificate);
        for (const listener of listeners) listener(certificate);
      }
      return verdict;
    },

    /** As if it had never been seen. */
    forget(owner: Address): void {
      remove.run(owner);
      moveOut(known.get(owner) ?? []);
      known.delete(owner);
    },

    onCertificate(listener: (certificate: SignedCertificate) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
