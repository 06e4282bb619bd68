// Brings a checkpoint's chunks here from all peers that have them; those that are here already are not fetched.
import type { Checkpoint } from "../../../protocol/checkpoint.ts";
import type { Downloads } from "../media/downloads.ts";
import { rootCid } from "./file.ts";

/** A download that brings nothing for so long is given up. */
const STALLED_MS = 10_000;

/** @throws DagError when the file is not one to have, or the reason for which it was given up */
export async function fetchState(
  downloads: Pick<Downloads, "fetch">,
  { root, bytes }: Pick<Checkpoint, "root" | "bytes">,
  signal: AbortSignal,
): Promise<void> {
  const stalled = new AbortController();
  let arrived = 0;
  let at = performance.now();
  await downloads.fetch(rootCid(root), {
    maxBytes: bytes,
    signal: AbortSignal.any([signal, stalled.signal]),
    onProgress(progress) {
      if (progress.bytes > arrived) [arrived, at] = [progress.bytes, performance.now()];
      else if (performance.now() - at > STALLED_MS) stalled.abort(new Error("no peer gives the rest"));
    },
  });
}
