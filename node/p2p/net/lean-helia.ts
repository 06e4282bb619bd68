// Helia and its libp2p without their defaults, which no node here uses: WebRTC, a DHT, certificates for TLS and 800 modules in all, a quarter of what a node loads.
import { registerHooks } from "node:module";

/** What @helia/libp2p imports for its defaults alone. */
const DEFAULTS = "./utils/libp2p-defaults.js";
const NONE = "data:text/javascript,export const libp2pDefaults = undefined;";

const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier === DEFAULTS ? { url: NONE, shortCircuit: true } : next(specifier, context),
});
const [{ createHeliaLight }, { withLibp2pLight }] = await Promise.all([import("helia"), import("@helia/libp2p")]);
hooks.deregister();

export { createHeliaLight, withLibp2pLight };
