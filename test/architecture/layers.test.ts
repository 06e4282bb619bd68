// The rooms import only what the table allows (type imports count), without cycles, barrels or empty names.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { checkHouse } from "./check.ts";
import { ROOMS } from "./table.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const FIXTURE = path.join(import.meta.dirname, "fixtures/house");

/** Each line is what the file named first was written to violate. */
const EXPECTED = [
  "cli/imports-core.ts: cli may not import core (node/core/decision.ts)",
  "cli/reads-environment.ts: reads the environment: only cli/environment.ts does",
  "client/imports-core.ts: client may not import core (node/core/decision.ts)",
  "client/imports-node.ts: client may not import a Node built-in (node:buffer)",
  "node/chain/imports-p2p.ts: chain may not import p2p (node/p2p/peer.ts)",
  "node/commands/imports-p2p.ts: commands may not import p2p (node/p2p/peer.ts)",
  "node/commands/star.ts: is a barrel: import from the file that makes it",
  "node/config.ts: config may not import http (node/http/route.ts)",
  "node/core/circle-one.ts: cycle node/core/circle-one.ts → node/core/circle-two.ts",
  "node/core/imports-bench.ts: core may not import bench (bench/clock.ts)",
  "node/core/imports-store.ts: core may not import store (node/store/rows.ts)",
  "node/core/utils.ts: is named utils, which says nothing",
  "node/http/imports-ingest.ts: http may not import ingest (node/ingest/inbox.ts)",
  "node/http/imports-scripts.ts: http may not import scripts (scripts/tool.ts)",
  "node/http/reads-environment.ts: reads the environment: only node/config.ts does",
  "node/ingest/imports-store.ts: ingest may not import store (node/store/rows.ts)",
  "node/judge-worker.ts: judge-worker.ts may not import store (node/store/rows.ts)",
  "node/heap.ts: heap may not import p2p (node/p2p/peer.ts)",
  "node/logger.ts: logger may not import commands (node/commands/command.ts)",
  "node/metrics.ts: metrics may not import p2p (node/p2p/peer.ts)",
  "node/main.ts: main.ts may not import p2p (node/p2p/peer.ts)",
  "node/node.ts: node.ts may not import client (client/call.ts)",
  "node/p2p/everything.ts: is a barrel: import from the file that makes it",
  "node/p2p/imports-store.ts: p2p may not import store (node/store/rows.ts)",
  "node/p2p/imports-contract.ts: p2p may not import contract types (types/ethers-contracts/Escrow.ts)",
  "node/p2p/takes-environment.ts: reads the environment: only node/config.ts does",
  "node/store/imports-chain.ts: store may not import chain (node/chain/block.ts)",
  "node/store/imports-computed.ts: imports something computed",
  "node/store/index.ts: is a barrel: import from the file that makes it",
  "node/rebuild.ts: rebuild.ts may not import client (client/call.ts)",
  "node/stray.ts: belongs to no room of the table",
  "protocol/event-types.ts: is named types, which says nothing",
  "protocol/hashing/sha256-node.ts: hash of a node may not import protocol (protocol/event-types.ts)",
  "protocol/imports-core.ts: protocol may not import core (node/core/decision.ts)",
  "protocol/imports-ethers.ts: protocol may not import the package ethers",
  "protocol/imports-node.ts: protocol may not import a Node built-in (node:fs)",
  "scripts/demo.ts: reaches node/p2p/peer.ts",
  "web/common/button.ts: is named common, which says nothing",
  "web/inside/: folders in a cycle web/inside/ → web/outside/",
  "web/imports-http.tsx: web may not import http (node/http/route.ts)",
  "web/imports-test.ts: web may not import test (test/sample.ts)",
];

describe("the house", () => {
  it("is in order", () => {
    assert.deepEqual(checkHouse(ROOT), []);
  });
});

describe("the check of the house", () => {
  const found = checkHouse(FIXTURE);

  for (const violation of EXPECTED) it(`reports ${violation}`, () => assert.ok(found.includes(violation)));

  it("reports nothing else", () => {
    assert.deepEqual(
      found.filter((violation) => !EXPECTED.includes(violation)),
      [],
    );
  });

  it("has a violating fixture for every row of the table", () => {
    const free = ["scripts", "test", "bench", "contract types", "deployment"];
    for (const { name } of ROOMS.filter((room) => !free.includes(room.name))) {
      assert.ok(
        EXPECTED.some((violation) => violation.includes(`: ${name} may not import`)),
        name,
      );
    }
  });

  it("reports a file that is too long, one that does not parse, and an import that leads nowhere", () => {
    const root = mkdtempSync(path.join(tmpdir(), "souk-house-"));
    mkdirSync(path.join(root, "web"));
    writeFileSync(path.join(root, "web/long.ts"), "export {};\n".repeat(301));
    writeFileSync(path.join(root, "web/longest-allowed.ts"), "export {};\n".repeat(300));
    writeFileSync(path.join(root, "web/lost.ts"), 'import "./nowhere.ts";\n');
    writeFileSync(path.join(root, "web/broken.ts"), "const = ;\n");
    try {
      const [broken, long, lost, ...rest] = checkHouse(root);
      assert.match(broken!, /^web\/broken\.ts: cannot be parsed: /);
      assert.equal(long, "web/long.ts: has 301 lines, more than 300");
      assert.equal(lost, "web/lost.ts: imports web/nowhere.ts, which is not there");
      assert.deepEqual(rest, []);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
