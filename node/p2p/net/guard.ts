// Listeners that cannot end the process: libp2p's events report what a listener throws as an uncaught exception (S-3).
import type { Logger } from "../../core/ports/logger.ts";

/** @returns the listener; what it throws is logged */
export const guarded =
  <Arguments extends unknown[]>(log: Logger, listener: (...given: Arguments) => void) =>
  (...given: Arguments): void => {
    try {
      listener(...given);
    } catch (error) {
      log.error({ err: error }, "a listener failed");
    }
  };
