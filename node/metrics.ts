// What a node counts of itself, for Prometheus: the one registry, and every metric of ours. No label names a peer, an owner or anything else that strangers invent.
import { statSync } from "node:fs";
import path from "node:path";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { Address } from "../protocol/ids.ts";
import type { ChainStatus } from "./core/ports/chain.ts";
import type { Journals } from "./core/ports/journals.ts";
import type { PeerMeter } from "./core/ports/meter.ts";
import type { Media, Network } from "./core/ports/network.ts";

const SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10];
const FILES = ["read.db", "search.db", "own.db", "blocks.db"];

/** What is looked at when somebody asks. */
export interface Standing {
  /** Where the databases are. */
  directory: string;
  network: Pick<Network, "peers">;
  journals: Pick<Journals, "heads">;
  media: Pick<Media, "downloads">;
  chain: { status(): ChainStatus };
  /** Sequence of a journal in the read model. */
  ingested(owner: Address): number;
  /** Of the read model. */
  block(): number;
}

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry }); // among them the event loop's lag

  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Histogram({ name, help, labelNames, buckets: SECONDS, registers });
  const gauge = <L extends string>(name: string, help: string, collect: (this: Gauge<L>) => void, ...labelNames: L[]) =>
    void new Gauge({ name, help, labelNames, collect, registers });

  const stored = counter("souk_entries_stored_total", "Journal entries judged good and stored", "origin");
  const refused = counter("souk_refusals_total", "What peers sent and was refused, by code", "reason");
  const exchanges = histogram("souk_sync_exchange_seconds", "Sync exchanges that this node began", "outcome");
  const inputs = counter("souk_inbox_inputs_total", "Inputs taken into the read model", "kind");
  const requests = counter("souk_http_requests_total", "HTTP requests", "route", "status");
  const answers = histogram("souk_http_request_seconds", "Time to answer HTTP requests", "route");

  const peers: PeerMeter = {
    stored: (origin) => stored.inc({ origin }),
    refused: (reason) => refused.inc({ reason }),
    exchanged: (outcome, took) => exchanges.observe({ outcome }, took),
  };

  return {
    /** For libp2p's own metrics. */
    registry,
    peers,
    ingested: (kind: string): void => inputs.inc({ kind }),
    /** @param route the route's pattern, or a word for all that is none */
    requested(route: string, status: number, took: number): void {
      requests.inc({ route, status });
      answers.observe({ route }, took);
    },

    /** Call once. */
    watch({ directory, network, journals, media, chain, ingested, block }: Standing): void {
      gauge("souk_peers", "Connected peers", function () {
        this.set(network.peers().length);
      });
      gauge("souk_journals", "Journals held", function () {
        this.set(journals.heads().length);
      });
      gauge("souk_inbox_lag_entries", "Entries held that the read model has not taken in yet", function () {
        const lags = journals.heads().map(({ owner, sequence }) => Math.max(0, sequence - ingested(owner)));
        this.set(lags.reduce((sum, lag) => sum + lag, 0));
      });
      gauge(
        "souk_downloads",
        "Files on their way here, and the last that ended",
        function () {
          for (const state of ["running", "complete", "failed"] as const) {
            this.set({ state }, media.downloads().filter((one) => one.state === state).length);
          }
        },
        "state",
      );
      gauge("souk_chain_head_block", "Newest block of the chain", function () {
        this.set(chain.status().head ?? 0);
      });
      gauge("souk_chain_block", "Block that the read model has reached", function () {
        this.set(Math.max(0, block()));
      });
      gauge("souk_chain_reachable", "Whether an RPC answers", function () {
        this.set(Number(chain.status().reachable));
      });
      gauge(
        "souk_database_bytes",
        "Size of a database with its log",
        function () {
          for (const file of FILES) this.set({ file }, sizeOf(path.join(directory, file)));
        },
        "file",
      );
    },

    /** As Prometheus reads it. */
    page: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}

const sizeOf = (file: string): number =>
  [file, `${file}-wal`].reduce((sum, name) => sum + (statSync(name, { throwIfNoEntry: false })?.size ?? 0), 0);
