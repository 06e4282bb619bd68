// The flags of a script: --help says what it takes; what it does not know is told with that, and exit code 2 as of `souk`.
import { type ParseArgsConfig, parseArgs } from "node:util";

const MISUNDERSTOOD = 2;

type Read<C extends ParseArgsConfig> = ReturnType<typeof parseArgs<C>>;

export function readFlags<const C extends ParseArgsConfig>(usage: string, config: C): Read<C> {
  let read: Read<C>;
  try {
    read = parseArgs(config);
  } catch (error) {
    refuse(usage, (error as Error).message);
  }
  if ((read.values as { help?: unknown }).help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  return read;
}

/** Ends the script. */
export function refuse(usage: string, why: string): never {
  process.stderr.write(`\n  ${why}\n\n${usage}`);
  process.exit(MISUNDERSTOOD);
}
