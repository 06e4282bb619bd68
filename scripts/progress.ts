// One line of progress on a terminal, or one line a step where there is none.

export interface Progress {
  say(what: string): void;
  /** Ends the line. */
  done(what: string): void;
}

export function createProgress(out: NodeJS.WriteStream): Progress {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1_000).toFixed(1)} s`.padStart(7);
  let last = "";
  return {
    say(what) {
      // Counted steps ("pictures 3/40") would flood a log.
      const step = what.replace(/\d+/g, "");
      if (out.isTTY) out.write(`\r\u001b[2K  ${seconds()}  ${what} …`);
      else if (step !== last) out.write(`  ${seconds()}  ${what}\n`);
      last = step;
    },
    done(what) {
      out.write(`${out.isTTY ? "\r\u001b[2K" : ""}  ${seconds()}  ${what}\n`);
    },
  };
}
