// Who may call the API, and how far: the owner by token or page, and programs by tokens that the owner made.
import { timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { type Route, isRead } from "../../protocol/api/route.ts";
import type { TokenCommands } from "../core/ports/commands.ts";
import { SoukError } from "../core/errors.ts";
import { checkFetchSite } from "./guard.ts";
import type { Sessions } from "./sessions.ts";

export interface Caller {
  by: "token" | "session";
  reach: "owner" | "full" | "read";
  /** What is counted and kept for each caller apart: the owner is one, however they call. */
  holder: string;
}

export interface Authorization {
  /** Finds out who calls, once for each request, and refuses nobody. */
  identify(request: Request, response: Response): void;
  /** Whoever has a credential. */
  required: RequestHandler;
  /** The data folder's token alone: neither a page nor a program may make sessions for others. */
  tokenRequired: RequestHandler;
  /** Who the route is for. */
  allowed(route: Pick<Route, "method" | "safe" | "access">): RequestHandler;
  /** Whether the credential of this request is still good: for what goes on after its answer has begun. */
  isGood(request: Request): boolean;
  /** For `Set-Cookie`. */
  cookie(session: string): string;
}

/** @param port names the cookie: browsers do not keep cookies of different ports apart (RFC 6265, 8.5) */
export function createAuthorization(
  token: string,
  sessions: Sessions,
  tokens: Pick<TokenCommands, "recognise">,
  port: () => number,
): Authorization {
  const expected = Buffer.from(token);
  const cookieName = () => `souk-${port()}`;

  function callerOf({ headers: { authorization, cookie } }: Request): Caller | "none" | "wrong" {
    if (authorization !== undefined) {
      const given = /^Bearer (\S+)$/i.exec(authorization)?.[1];
      if (given === undefined) return "wrong";
      if (isSame(Buffer.from(given), expected)) return { by: "token", reach: "owner", holder: "owner" };
      const made = tokens.recognise(given);
      return made ? { by: "token", reach: made.scope, holder: made.id } : "wrong";
    }
    const session = cookieValue(cookie, cookieName());
    if (session === undefined) return "none";
    return sessions.isOpen(session) ? { by: "session", reach: "owner", holder: "owner" } : "wrong";
  }

  function known(response: Response): Caller {
    const caller = response.locals.caller as Caller | "none" | "wrong";
    if (typeof caller === "object") return caller;
    response.set("www-authenticate", 'Bearer realm="souk"');
    if (caller === "none") {
      throw new SoukError("auth.missing", "send the token of the data folder, or open the link that the node printed");
    }
    throw new SoukError(
      "auth.wrong",
      "the token or session is not valid here: open a fresh link of the running node, or make a token that has not expired",
    );
  }

  return {
    identify(request, response) {
      response.locals.caller = callerOf(request);
    },
    required(_request, response, next) {
      known(response);
      next();
    },
    tokenRequired(_request, response, next) {
      const { by, reach } = known(response);
      if (reach !== "owner") throw ownersOnly();
      if (by !== "token") throw new SoukError("auth.wrong", "this takes the token of the data folder, not a session");
      next();
    },
    allowed: (route) => (request, response, next) => {
      checkFetchSite(request);
      const { reach } = known(response);
      const { access } = route;
      if (access === "owner" && reach !== "owner") throw ownersOnly();
      if (reach === "read" && (!isRead(route) || access === "private")) {
        const words = isRead(route) ? "and this answers private words" : "and this changes something";
        throw new SoukError("auth.scope", `this token only reads, ${words}: it takes a token with scope full`);
      }
      next();
    },
    isGood: (request) => typeof callerOf(request) === "object",
    cookie: (session) => `${cookieName()}=${session}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

const ownersOnly = (): SoukError =>
  new SoukError("auth.scope", "only the owner's own token or page may do this, not a token that was made");

export const holderOf = (response: Response): string => {
  const caller = response.locals.caller as Caller | "none" | "wrong";
  return typeof caller === "object" ? caller.holder : "";
};

/** How long the token is, is no secret. */
const isSame = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);

function cookieValue(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(/; */).find((text) => text.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
