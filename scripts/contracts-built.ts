// Before a program of the house that needs no fresh build: makes what has never been made, once. Without the contracts' types nothing can be loaded.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "..");

if (!existsSync(path.join(ROOT, "types/ethers-contracts"))) {
  console.error("building what is not there yet (npm run build), once: about half a minute");
  const { status } = spawnSync("npm", ["run", "build", "--silent"], { cwd: ROOT, stdio: ["ignore", 2, 2] });
  process.exitCode = status ?? 1;
}
