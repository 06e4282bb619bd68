// Which node is run: the one that `npm run build` made, while no source is newer than it.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { it } from "node:test";
import { pathToFileURL } from "node:url";
import { BUILT, COMPLETE, builtNode, builtSouk } from "../../scripts/network/built.ts";
import { temporaryFolder } from "../support/folder.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const EVERY = ["protocol/order.ts", "package.json", "package-lock.json", "scripts/bundle.ts"];
const BUILDS = {
  node: {
    built: builtNode,
    file: BUILT,
    folders: ["node", "node/p2p", "node/p2p/deep"],
    gone: "node/p2p/deep/peer.ts",
  },
  souk: {
    built: builtSouk,
    file: "dist/node/souk.js",
    folders: ["client", "cli", "cli/terminal"],
    gone: "cli/terminal/text.ts",
  },
};

for (const [what, { built: builtOf, file: entry, folders, gone }] of Object.entries(BUILDS))
  it(`the built ${what} is run until a source changes`, (t) => {
    const sources = [gone, ...EVERY];
    const root = temporaryFolder(t);
    const touch = (name: string, seconds: number) => {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, "");
      utimesSync(file, seconds, seconds);
    };
    for (const folder of [...folders, "protocol"]) mkdirSync(path.join(root, folder), { recursive: true });
    for (const source of sources) touch(source, 100);
    for (const folder of [...folders, "protocol"]) utimesSync(path.join(root, folder), 100, 100);
    assert.equal(builtOf(root), undefined, "none was built");
    touch(COMPLETE, 200);
    const built = pathToFileURL(path.join(root, entry)).href;
    assert.equal(builtOf(root), built);
    for (const source of sources) {
      touch(source, 200);
      assert.equal(builtOf(root), undefined, source);
      touch(source, 100);
      assert.equal(builtOf(root), built, source);
    }
    rmSync(path.join(root, gone)); // its folder is newer then
    assert.equal(builtOf(root), undefined, "a source that is gone");
  });

it("nothing of Helia's defaults is in it, and no path of the machine that made it", (t) => {
  if (!builtNode(ROOT)) return t.skip("it is not built");
  const folder = path.dirname(path.join(ROOT, BUILT));
  const text = readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("\n");
  assert.ok(text.includes("/meshsub/1.2.0"), "it is not seen what is in it");
  for (const word of ["/ipfs/kad/1.0.0", "RTCPeerConnection", "acme-v02.api.letsencrypt.org"])
    assert.ok(!text.includes(word), word);
  assert.ok(!text.includes(ROOT));
});
