// Runs `node --test` with what V8 makes of each module kept on disk: the tests are hundreds of processes that load the same ones.
import { spawn } from "node:child_process";
import path from "node:path";

const kept = path.join(import.meta.dirname, "../cache/modules");
const child = spawn(process.execPath, ["--test", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { NODE_COMPILE_CACHE: kept, ...process.env },
});
child.on("exit", (code) => process.exit(code ?? 1));
