// All that moves blocks, over one store: answering, downloads, files and pictures, and blocks that the chain names.
import type { DatabaseSync } from "node:sqlite";
import type { Blockstore } from "interface-blockstore";
import type { CID } from "multiformats/cid";
import type { Logger } from "../../core/ports/logger.ts";
import { databaseFile } from "../database.ts";
import type { Certificates } from "../journal/certificates.ts";
import type { Peers } from "../net/peers.ts";
import type { Refusals } from "../net/refusals.ts";
import { createBlockServe } from "./block-serve.ts";
import { createBlockWriter } from "./block-writer.ts";
import type { Blocks } from "./blocks.ts";
import { createDownloads } from "./downloads.ts";
import { createFiles } from "./files.ts";
import { createMedia } from "./media.ts";
import { createNamedBlocks } from "./named-blocks.ts";

export interface ExchangeDeps {
  /** Of the database. */
  directory: string;
  database: DatabaseSync;
  /** What is here. */
  blocks: Blocks;
  /** Helia's: whoever waits for a block there is told, and what is not here comes by Bitswap. */
  blockstore: Pick<Blockstore, "get" | "put" | "has">;
  /** What no peer of ours has. */
  bitswap(cid: CID, signal: AbortSignal): Promise<Uint8Array>;
  peers: Peers;
  certificates: Certificates;
  refusals: Refusals;
  uploadBytesPerSecond: number | undefined;
  log: Logger;
}

export function createExchange(deps: ExchangeDeps) {
  const { directory, database, blocks, blockstore, bitswap, peers, certificates, refusals, uploadBytesPerSecond, log } =
    deps;
  const writer = createBlockWriter(databaseFile(directory));
  const downloads = createDownloads({ blocks, writer, peers, bitswap, refusals });
  const media = createMedia({
    files: createFiles({ blockstore, local: blocks, downloads }),
    downloads,
    database,
    hasPeers: () => peers.connected().length > 0,
    log,
  });
  return {
    downloads,
    media,
    named: createNamedBlocks({ blocks, peers, certificates, refusals }),
    serve: createBlockServe({ blocks, refusals, uploadBytesPerSecond }),
    /** Waits for the thread that stores blocks, so that the file can be closed. */
    stop: writer.stop,
  };
}
