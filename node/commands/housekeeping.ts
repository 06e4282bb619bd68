// Housekeeping: rounds that find what nobody needs any more, one at a time, the first at the start.
import type { Logger } from "../core/ports/logger.ts";

const EVERY_MS = 60 * 60_000;

export interface Housekeeping {
  /** One look at everything. @returns how many were deleted */
  round(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
}

/**
 * @param what is deleted, for the log
 * @param look asked for its next round although the last one failed; it ends early once `isStopping`
 */
export function createHousekeeping(
  what: string,
  logger: Logger,
  look: (isStopping: () => boolean) => Promise<number>,
): Housekeeping {
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> | undefined;

  const round = () => look(() => stopping);

  function run(): void {
    running ??= round()
      .then((count) => count > 0 && logger.info({ count }, `${what} were deleted`))
      .catch((error: unknown) => logger.error({ err: error }, `${what} could not be deleted`))
      .finally(() => (running = undefined));
  }

  return {
    round,
    start() {
      timer = setInterval(run, EVERY_MS);
      run();
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await running;
    },
  };
}
