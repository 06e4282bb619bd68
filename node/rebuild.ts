// The second composition root: makes the read model anew from journals and chain, in another folder, with no peer and no own.db.
import { createFollowing } from "./chain/following.ts";
import { recover } from "./chain/recover.ts";
import type { Config } from "./config.ts";
import { feed } from "./ingest/feed.ts";
import { createInbox } from "./ingest/inbox.ts";
import { createJournalIngest } from "./ingest/journal-entries.ts";
import { createJudges } from "./ingest/judges.ts";
import type { createLoggers } from "./logger.ts";
import { openArchive } from "./p2p/archive.ts";
import { withStoredBlocks } from "./p2p/media/stored-blocks.ts";
import { openReadStore } from "./store/read/read-store.ts";

/** A chain that cannot be reached for so long is given up. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 500;
const TOLD_EVERY = 100;

/** Nothing else runs in this process: transactions may be forty times as large as a serving node's. */
const FILL_MS = 200;

export interface Rebuilt {
  entries: number;
  blocks: number;
  milliseconds: number;
}

/**
 * Replays what the data folder's journals and the chain say into `<into>/read.db`. The node must not be running.
 * @throws SoukError `chain.*` when the chain cannot be followed to its head
 */
export async function rebuild({
  config,
  loggers,
  into,
  signal,
  patienceMs = PATIENCE_MS,
  onProgress = () => {},
}: {
  config: Pick<Config, "directory" | "deployment" | "rpcUrls">;
  loggers: ReturnType<typeof createLoggers>;
  into: string;
  signal: AbortSignal;
  patienceMs?: number;
  /** How far it is, in words. */
  onProgress?: (what: string) => void;
}): Promise<Rebuilt> {
  const { deployment, directory, rpcUrls } = config;
  const began = performance.now();
  const domain = { chainId: deployment.chainId, escrow: deployment.escrow };
  const read = openReadStore({ directory: into, filling: true, onError: () => {} });
  const journalIngest = createJournalIngest({ domain, recover });
  const judges = createJudges({ script: new URL("./judge-worker.ts", import.meta.url), domain });
  const inbox = createInbox({
    readModel: read.readModel,
    journalIngest,
    firstBlock: deployment.fromBlock,
    logger: loggers.ingest,
    judges,
    fillMs: FILL_MS,
  });
  let entries = 0;
  async function* archived() {
    for await (const input of openArchive({ directory, ...domain, recover })) {
      yield input;
      if (input.kind === "entry" && ++entries % TOLD_EVERY === 0) onProgress(`journal entries: ${entries}`);
    }
  }
  try {
    await feed(inbox, archived());
    await followToHead();
    await withStoredBlocks(directory, async (find) => {
      for (const { order, digest } of read.reviews.missing()) {
        const block = find(digest);
        if (block) await inbox.push({ kind: "review", order, block });
      }
    });
    return { entries, blocks: read.cursor.head()?.number ?? 0, milliseconds: performance.now() - began };
  } finally {
    await judges.stop();
    read.close();
  }

  async function followToHead(): Promise<void> {
    const { follower } = createFollowing({
      rpcUrls,
      deployment,
      cursor: read.cursor,
      onInput: (input) => inbox.push(input),
      logger: loggers.chain,
      pollMs: 50,
    });
    follower.start();
    let reachedAt = performance.now();
    let watch: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(follower.fault() ?? signal.reason), { once: true });
        follower.onStatus(({ head, followed }) => {
          onProgress(`blocks: ${followed ?? 0} of ${head ?? "?"}`);
          if (head !== null && followed === head) resolve();
        });
        watch = setInterval(() => {
          const fault = follower.fault();
          if (!fault) reachedAt = performance.now();
          else if (!fault.retryable || performance.now() - reachedAt > patienceMs) reject(fault);
        }, LOOK_MS);
      });
    } finally {
      clearInterval(watch);
      await follower.stop();
    }
  }
}
