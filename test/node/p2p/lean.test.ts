// What a node loads: neither WebRTC nor a DHT nor anything else that Helia brings along for its defaults.
import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import { it } from "node:test";

it("a node loads none of Helia's defaults", async () => {
  const loaded = new Set<string>();
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      loaded.add(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(found.url)?.[1] ?? "");
      return found;
    },
  });
  await import("../../../node/node.ts");
  hooks.deregister();
  assert.ok(loaded.has("libp2p") && loaded.has("@helia/bitswap"), "it is not seen what is loaded");
  const needless = ["@libp2p/webrtc", "@libp2p/kad-dht", "@ipshipyard/libp2p-auto-tls", "node-forge"];
  assert.deepEqual(
    needless.filter((name) => loaded.has(name)),
    [],
  );
});
