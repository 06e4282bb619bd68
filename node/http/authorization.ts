// Who may call the API: the holder of the bearer token, or a page with a session cookie.
import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import { SoukError } from "../core/errors.ts";
import type { Sessions } from "./sessions.ts";

export type Credential = "none" | "wrong" | "token" | "session";

export interface Authorization {
  credentialOf(request: Request): Credential;
  /** Token or session. */
  required: RequestHandler;
  /** The token alone: a page may not make sessions for others. */
  tokenRequired: RequestHandler;
  /** For `Set-Cookie`. */
  cookie(session: string): string;
}

/** @param port names the cookie: browsers do not keep cookies of different ports apart (RFC 6265, 8.5) */
export function createAuthorization(token: string, sessions: Sessions, port: () => number): Authorization {
  const expected = sha256(token);
  const cookieName = () => `souk-${port()}`;

  function credentialOf(request: Request): Credential {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) {
      const given = /^Bearer (\S+)$/i.exec(authorization)?.[1];
      return given !== undefined && timingSafeEqual(sha256(given), expected) ? "token" : "wrong";
    }
    const session = cookieValue(cookie, cookieName());
    if (session === undefined) return "none";
    return sessions.isOpen(session) ? "session" : "wrong";
  }

  const require =
    (...accepted: Credential[]): RequestHandler =>
    (request, response, next) => {
      const credential = credentialOf(request);
      if (accepted.includes(credential)) return next();
      response.set("www-authenticate", 'Bearer realm="souk"');
      if (credential === "none") {
        throw new SoukError(
          "auth.missing",
          "send the token of the data folder, or open the link that the node printed",
        );
      }
      throw new SoukError(
        "auth.wrong",
        "the token or session is not valid here: open a fresh link of the running node",
      );
    };

  return {
    credentialOf,
    required: require("token", "session"),
    tokenRequired: require("token"),
    cookie: (session) => `${cookieName()}=${session}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();

function cookieValue(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(/; */).find((text) => text.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
