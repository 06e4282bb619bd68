// libp2p's log as a no-op: its own makes an object for each stream and connection that nobody reads, a fifth of what a flood leaves behind.
import type { ComponentLogger, Logger } from "@libp2p/interface";

const nothing = () => {};
const silent: Logger = Object.assign(nothing, {
  error: nothing,
  trace: nothing,
  enabled: false,
  newScope: (): Logger => silent,
});

/** Leave it out where libp2p's own words are wanted, with DEBUG=libp2p:*. */
export const libp2pLogger: ComponentLogger = { forComponent: () => silent };
