// Tokens that the owner gives to programs: made, listed, revoked, and recognised.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { SoukError } from "../core/errors.ts";
import type { TokenCommands } from "../core/ports/commands.ts";
import type { StoredToken, Tokens } from "../core/ports/credentials.ts";

const MAX_TOKENS = 100;
/** The id finds it, the secret proves it; the word shows scanners of leaked secrets what it is. */
const FORM = /^souk_([0-9a-f]{12})_([0-9a-f]{64})$/;

const digestOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();
const viewOf = ({ digest: _digest, ...token }: StoredToken) => token;

/** @param now milliseconds of this machine */
export function createTokenCommands({ tokens, now = Date.now }: { tokens: Tokens; now?: () => number }): TokenCommands {
  return {
    list: () => tokens.list().map(viewOf),
    make({ name, scope, expiresAt = null }) {
      if (expiresAt !== null && Date.parse(expiresAt) <= now()) {
        throw new SoukError("input.invalid", "expiresAt is past: give a time to come, or leave it out", {
          field: "expiresAt",
        });
      }
      if (tokens.list().length >= MAX_TOKENS) {
        throw new SoukError("token.limit", `there are ${MAX_TOKENS} tokens already: revoke one that is no longer used`);
      }
      const id = randomBytes(6).toString("hex");
      const secret = randomBytes(32).toString("hex");
      const createdAt = new Date(now()).toISOString();
      const token: StoredToken = { id, name, scope, digest: digestOf(secret), createdAt, expiresAt };
      tokens.add(token);
      return { ...viewOf(token), token: `souk_${id}_${secret}` };
    },
    revoke(id) {
      if (tokens.remove(id)) return;
      throw new SoukError("token.unknown", `there is no token ${id} here: it was revoked, or never made`, {
        subject: id,
      });
    },
    recognise(text) {
      const [, id, secret] = FORM.exec(text) ?? [];
      const token = id === undefined ? undefined : tokens.find(id);
      if (!token || !timingSafeEqual(digestOf(secret!), token.digest)) return undefined;
      return token.expiresAt !== null && Date.parse(token.expiresAt) <= now() ? undefined : viewOf(token);
    },
  };
}
