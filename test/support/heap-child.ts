// A process, or with `thread` a thread of it, that makes garbage as a busy node does, and tells how much room what dies young took at most.
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { boundHeap, youngBytes } from "../../node/heap.ts";

const ROUNDS = 300;
const AT_ONCE = 20_000;
const LIVING = 400_000;

/** V8 gives back room, as it does by itself when little is made for a while. */
function giveBack(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as (options: object) => void)({ type: "major", flavor: "last-resort" });
}

async function makeGarbage(): Promise<number> {
  const living: unknown[] = [];
  let most = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let number = 0; number < AT_ONCE; number++)
      living[(round * AT_ONCE + number) % LIVING] = { number, list: [number] };
    most = Math.max(most, youngBytes());
    await setImmediate();
  }
  return most;
}

if (isMainThread) {
  const [, , bounded, where] = process.argv;
  if (bounded === "bounded") boundHeap();
  if (where === "thread") new Worker(new URL(import.meta.url)).on("message", (most) => console.log(most));
  else {
    giveBack();
    console.log(await makeGarbage());
  }
} else {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort!.postMessage(await makeGarbage());
}
