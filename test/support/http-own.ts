// The part of a node's HTTP server that stands on own.db: made tokens and keyed writes, over a real store in a temporary folder.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createTokenCommands } from "../../node/commands/tokens.ts";
import { type IdempotencyDeps, createIdempotency } from "../../node/http/idempotency.ts";
import { openOwnStore } from "../../node/store/own/own-store.ts";

const NO_OPERATIONS: IdempotencyDeps["operations"] = {
  get: (id) => {
    throw new Error(`there is no operation ${id}`);
  },
  begun: () => undefined,
};

export function createHttpOwn() {
  const directory = mkdtempSync(path.join(tmpdir(), "souk-http-"));
  const own = openOwnStore({ directory });
  let isOpen = true;
  return {
    directory,
    own,
    tokens: createTokenCommands({ tokens: own.tokens }),
    idempotency: (operations = NO_OPERATIONS) => createIdempotency({ keys: own.keys, operations }),
    /** Twice is once. */
    close() {
      if (isOpen) own.close();
      isOpen = false;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
