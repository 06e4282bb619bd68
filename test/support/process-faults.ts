// Loaded into a node's process before it (--import): faults as a library's bug would make them, when a test asks for them.
import { Server } from "node:http";

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
