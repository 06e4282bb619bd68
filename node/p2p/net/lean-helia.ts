// Helia and its libp2p without their defaults, which no node here uses: WebRTC, a DHT, certificates for TLS and 800 modules in all, half of what a node loads.
import { registerHooks } from "node:module";

/** What is imported for defaults alone, and the package that imports it. */
const UNUSED = [
  { specifier: "./utils/libp2p-defaults.js", by: "/node_modules/@helia/libp2p/" },
  { specifier: "@helia/http", by: "/node_modules/helia/" },
];
const EMPTY = "data:text/javascript,export const libp2pDefaults = undefined, withHTTP = undefined;";

const hooks = registerHooks({
  resolve(specifier, context, next) {
    const isUnused = UNUSED.some((one) => one.specifier === specifier && context.parentURL?.includes(one.by));
    return isUnused ? { url: EMPTY, shortCircuit: true } : next(specifier, context);
  },
});
const [{ createHeliaLight }, { withLibp2pLight }] = await Promise.all([import("helia"), import("@helia/libp2p")]);
hooks.deregister();

export { createHeliaLight, withLibp2pLight };
