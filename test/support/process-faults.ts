// Loaded into a node's process before it (--import): faults as a library's bug would make them, when a test asks for them; at its end, the room of what dies young.
import { writeSync } from "node:fs";
import { Server } from "node:http";
import { youngBytes } from "../../node/heap.ts";

process.on("exit", () => writeSync(2, `young: ${youngBytes() / 2 ** 20} MiB\n`));

/** Throws where nobody catches, and rejects where nobody listens. */
process.on("SIGUSR2", () => {
  setImmediate(() => {
    throw new Error("planted exception");
  });
  void Promise.reject(new Error("planted rejection"));
});

if (process.env["SOUK_FAULT"] === "endless-stop") {
  Server.prototype.close = function () {
    return this; // and never calls back
  };
}
