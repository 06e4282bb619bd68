// What lean-helia.ts leaves out when a node runs from its sources, and scripts/bundle.ts when it is built.

/** As @helia/libp2p imports them. */
export const DEFAULTS = "./utils/libp2p-defaults.js";
/** The module in their place. */
export const NO_DEFAULTS = "export const libp2pDefaults = undefined;";
