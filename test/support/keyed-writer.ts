// A process that makes a token under an idempotency key and kills itself: `<folder> <key> <inside|after>` the commit of token and answer.
import { createTokenCommands } from "../../node/commands/tokens.ts";
import { AtOnce } from "../../node/core/at-once.ts";
import { createIdempotency } from "../../node/http/idempotency.ts";
import { type OwnStore, openOwnStore } from "../../node/store/own/own-store.ts";

export const DRAFT = { name: "Report", scope: "read" } as const;

/** @param change what is done with the token besides, before it is committed */
export function makeToken({ keys, tokens }: Pick<OwnStore, "keys" | "tokens">, key: string, change = () => {}) {
  const nothing = { get: () => undefined as never, begun: () => undefined };
  const idempotency = createIdempotency({ keys, operations: nothing });
  const asked = { holder: "owner", header: `"${key}"`, words: [DRAFT], stream: undefined, makesOperation: false };
  const work = async () =>
    new AtOnce(() => {
      const made = createTokenCommands({ tokens }).make(DRAFT);
      change();
      return made;
    });
  return idempotency.once(asked, work, () => undefined as never);
}

if (import.meta.main) {
  const [directory, key, where] = process.argv.slice(2) as [string, string, "inside" | "after"];
  const die = () => process.kill(process.pid, "SIGKILL");
  await makeToken(openOwnStore({ directory }), key, where === "inside" ? die : undefined);
  die();
}
