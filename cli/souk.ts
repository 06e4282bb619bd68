// The process of `souk`: its streams, Ctrl-C and exit code.
import { readEnvironment } from "./environment.ts";
import { run } from "./run.ts";

const INTERRUPTED = 130;

const interrupt = new AbortController();
process.on("SIGINT", () => {
  if (interrupt.signal.aborted) process.exit(INTERRUPTED);
  interrupt.abort();
  // Or a command that reads it would wait for its end.
  process.stdin.destroy();
});
// `souk events | head -1`: the reader has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  environment: readEnvironment(),
  interrupt: interrupt.signal,
});
