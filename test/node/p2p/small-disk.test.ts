// A disk that others' data would fill: it is not filled, and own writes go on. In a mount namespace, on a tmpfs.
import assert from "node:assert/strict";
import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../../support/folder.ts";

const NAMESPACE = ["--user", "--map-root-user", "--mount"];
const tried = spawnSync("unshare", [...NAMESPACE, "sh", "-c", "mount -t tmpfs tmpfs /mnt"], { encoding: "utf8" });
const skip = tried.status === 0 ? false : `no mount namespace here: ${tried.stderr?.trim() || tried.error?.message}`;

test(
  "others' entries leave the reserve free, and own entries are written and spread meanwhile",
  { skip },
  async (t) => {
    const script = fileURLToPath(new URL("../../support/p2p-small-disk.ts", import.meta.url));
    const child = fork(script, [temporaryFolder(t)], {
      execPath: "unshare",
      execArgv: [...NAMESPACE, process.execPath],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const exited = once(child, "exit");
    const failed = exited.then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
    failed.catch(() => {});
    const [said] = (await Promise.race([once(child, "message"), failed])) as [
      Record<"freeMiB" | "before" | "after" | "own" | "sent", number>,
    ];
    await exited;
    assert.ok(said.freeMiB > 40, `${said.freeMiB} MiB are free`);
    assert.ok(said.before > 0 && said.after < said.sent, `${said.after} of ${said.sent} were taken`);
    assert.equal(said.own, 50);
  },
);
