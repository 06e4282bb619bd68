// Makes a few files of the node's 2,300 modules and of `souk`'s (`npm run build`), whose loading takes most of a start; does nothing if that is done.
import { rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Plugin, build } from "vite";
import { DEFAULTS, NO_DEFAULTS } from "../node/p2p/net/helia-defaults.ts";
import { BUILT, COMPLETE, builtNode, builtSouk } from "./network/built.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const THREADS = [
  "node/judge-worker.ts",
  "node/store/backup/backup-worker.ts",
  "node/store/read/text/text-worker.ts",
  "node/p2p/media/block-writer-worker.ts",
  "node/p2p/media/picture-worker.ts",
];

/** All files come to lie side by side, each thread's among them, and elsewhere than node/. */
const places: Plugin = {
  name: "souk:places",
  transform(code, id) {
    if (id.includes("/node_modules/") || !code.includes("import.meta.")) return null;
    const placed = code.replaceAll("import.meta.dirname", `(import.meta.dirname + "/../../node")`);
    return { code: placed.replaceAll(/"\.\/([\w-]+-worker)\.ts"/g, `"./$1.js"`), map: null };
  },
};

/** Helia's defaults, which node/p2p/net/lean-helia.ts leaves out as well. */
const lean: Plugin = {
  name: "souk:lean",
  enforce: "pre",
  resolveId: (specifier) => (specifier === DEFAULTS ? "\0none" : null),
  load: (id) => (id === "\0none" ? NO_DEFAULTS : null),
};

if (!builtNode(ROOT) || !builtSouk(ROOT)) {
  const began = new Date();
  const complete = path.join(ROOT, COMPLETE);
  rmSync(complete, { force: true });
  await build({
    configFile: false,
    root: ROOT,
    logLevel: "warn",
    plugins: [lean, places],
    // As Node resolves, and left outside: native addons, and what reads files that lie beside it.
    environments: { ssr: { resolve: { mainFields: ["main"], conditions: ["node"] } } },
    ssr: { noExternal: true, external: ["sharp", "classic-level", "secp256k1", "swagger-ui-dist"] },
    build: {
      ssr: true,
      target: "node24",
      outDir: path.dirname(BUILT),
      emptyOutDir: false, // a node may be running from it
      rollupOptions: {
        input: ["node/main.ts", "cli/souk.ts", ...THREADS],
        output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
      },
    },
  });
  writeFileSync(complete, "");
  utimesSync(complete, began, began);
}
