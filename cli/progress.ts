// Progress on stderr: a turning sign on a terminal; elsewhere one line a step, and of counts one in some seconds.
import { cut } from "./terminal/text.ts";
import type { Sink } from "./world.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
/** Digits and bars, but not those of an id. */
const COUNTED = /(?<![\da-fx-])\d+(?![\da-f-])|[█░]/g;
/** Where nothing but a count changes. */
const QUIET_MS = 5_000;
const CLEAR = "\r\u001b[2K";

export interface Progress extends Disposable {
  /** A step that was said already is not said again. */
  step(what: string): void;
}

export function createProgress(out: Sink): Progress {
  const began = performance.now();
  let shown = "";
  let frame = 0;
  let saidKind: string | undefined;
  let saidAt = 0;
  /** The newest count that was not said: the last one is. */
  let held: string | undefined;
  const tellHeld = () => held !== undefined && out.write(`${held}\n`);
  const draw = () => {
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    out.write(CLEAR + cut(`${FRAMES[frame++ % FRAMES.length]} ${shown} (${seconds} s)`, (out.columns ?? 80) - 1));
  };
  const timer = out.isTTY ? setInterval(() => shown && draw(), FRAME_MS) : undefined;
  return {
    step(what) {
      if (what === shown) return;
      shown = what;
      if (out.isTTY) return draw();
      // Counted steps ("pictures 3/40") would flood a log.
      const kind = what.replace(COUNTED, "");
      if (kind === saidKind && performance.now() - saidAt < QUIET_MS) return void (held = what);
      if (kind !== saidKind) tellHeld();
      held = undefined;
      [saidKind, saidAt] = [kind, performance.now()];
      out.write(`${what}\n`);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      tellHeld();
      if (out.isTTY && shown) out.write(CLEAR);
    },
  };
}
