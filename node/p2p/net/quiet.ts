// libp2p's log as a no-op: its own makes an object for each stream and connection that nobody reads, a fifth of what a flood leaves behind.
import type { ComponentLogger, Logger } from "@libp2p/interface";

const nothing = () => {};
const silent: Logger = Object.assign(nothing, {
  error: nothing,
  trace: nothing,
  enabled: false,
  newScope: (): Logger => silent,
});

/** Nothing, so that libp2p takes its own, when DEBUG asks for what it says. */
export const libp2pLogger: { logger?: ComponentLogger } = process.env["DEBUG"]
  ? {}
  : { logger: { forComponent: () => silent } };
