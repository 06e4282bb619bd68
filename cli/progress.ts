// Progress on stderr: a turning sign on a terminal, one line a step elsewhere.
import { cut } from "./terminal/text.ts";
import type { Sink } from "./world.ts";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
const CLEAR = "\r\u001b[2K";

export interface Progress extends Disposable {
  /** A step that was said already is not said again. */
  step(what: string): void;
}

export function createProgress(out: Sink): Progress {
  const began = performance.now();
  let shown = "";
  let frame = 0;
  const draw = () => {
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    out.write(CLEAR + cut(`${FRAMES[frame++ % FRAMES.length]} ${shown} (${seconds} s)`, (out.columns ?? 80) - 1));
  };
  const timer = out.isTTY ? setInterval(() => shown && draw(), FRAME_MS) : undefined;
  return {
    step(what) {
      if (what === shown) return;
      shown = what;
      if (out.isTTY) draw();
      else out.write(`${what}\n`);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      if (out.isTTY && shown) out.write(CLEAR);
    },
  };
}
