// Single-use codes and the sessions they open: held in memory as digests, so that a restart ends them all.
import { createHash, randomBytes } from "node:crypto";

/** A person may click the printed link much later than it was printed. */
const CODE_LIFETIME_MS = 24 * 3_600_000;
const MAX_CODES = 256;
const MAX_SESSIONS = 256;

const digest = (secret: string): string => createHash("sha256").update(secret).digest("hex");
const secret = (): string => randomBytes(32).toString("base64url");

export interface Sessions {
  issueCode(): { code: string; expiresAt: Date };
  /** @returns the session's secret, or undefined if the code is unknown, used or expired */
  open(code: string): string | undefined;
  isOpen(session: string): boolean;
}

export function createSessions(now: () => number = Date.now): Sessions {
  const codes = new Map<string, number>();
  const sessions = new Set<string>();

  return {
    issueCode() {
      const code = secret();
      const expires = now() + CODE_LIFETIME_MS;
      codes.set(digest(code), expires);
      dropOldest(codes, MAX_CODES);
      return { code, expiresAt: new Date(expires) };
    },
    open(code) {
      const key = digest(code);
      const expires = codes.get(key);
      codes.delete(key);
      if (expires === undefined || expires <= now()) return undefined;
      const session = secret();
      sessions.add(digest(session));
      dropOldest(sessions, MAX_SESSIONS);
      return session;
    },
    isOpen: (session) => sessions.has(digest(session)),
  };
}

/** Maps and sets keep the order of insertion. */
function dropOldest(held: Map<string, number> | Set<string>, max: number): void {
  for (const key of held.keys()) {
    if (held.size <= max) return;
    held.delete(key);
  }
}
