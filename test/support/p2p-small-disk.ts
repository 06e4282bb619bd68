// In a mount namespace: a node on a disk of its own that others' entries would fill; tells what became of them and of its own.
import { spawnSync } from "node:child_process";
import { mkdtempSync, statfsSync } from "node:fs";
import path from "node:path";
import { startKeeper } from "./keeper.ts";
import { blockRecord, createNursery, eventually, reached } from "./p2p-node.ts";
import { openOwnStore } from "../../node/store/own/own-store.ts";
import { openReadStore } from "../../node/store/read/read-store.ts";

const MIB = 2 ** 20;
const disk = process.argv[2]!;
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=90m", "tmpfs", disk], { encoding: "utf8" });
if (mounted.status !== 0) throw new Error(mounted.stderr);
const directory = mkdtempSync(path.join(disk, "node-"));
const nursery = createNursery();
const folders = {
  create: () => ({ directory, read: () => openReadStore({ directory }), own: () => openOwnStore({ directory }) }),
};

const hub = await startKeeper(nursery, folders, "hub", { quotaBytes: 64e9, options: { directory } });
const free = () => {
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize;
};
const writer = await nursery.start("writer", { join: [hub.address()] });
const sent = 500;
await writer.journals.append(Array.from({ length: sent }, (_, number) => blockRecord(number, 60_000)));
await eventually("the disk is low", () => hub.holding.status().diskLow, 60_000);
const taken = () => hub.sequence(writer.account.address);
const before = taken();
for (let number = 0; number < 50; number++) await hub.journals.append([blockRecord(number, 10_000)]);
await reached(writer.journals, hub.account.address, 50);
process.send!({ freeMiB: free() / MIB, before, after: taken(), own: hub.sequence(hub.account.address), sent });
await hub.end();
await nursery.end();
process.disconnect();
