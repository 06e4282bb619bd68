// Helia and its libp2p without their defaults, which no node here uses: WebRTC, a DHT, certificates for TLS and 800 modules in all, a quarter of what a node loads.
import { registerHooks } from "node:module";
import { DEFAULTS, NO_DEFAULTS } from "./helia-defaults.ts";

const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier === DEFAULTS
      ? { url: `data:text/javascript,${NO_DEFAULTS}`, shortCircuit: true }
      : next(specifier, context),
});
const [{ createHeliaLight }, { withLibp2pLight }] = await Promise.all([import("helia"), import("@helia/libp2p")]);
hooks.deregister();

export { createHeliaLight, withLibp2pLight };
