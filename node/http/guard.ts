// Refuses requests that a browser was tricked into: foreign Host (DNS rebinding) and foreign Origin (S-18).
import type { Request, RequestHandler } from "express";
import { SoukError } from "../core/errors.ts";

const NAMES = ["127.0.0.1", "localhost", "[::1]"];

/** @param port the bound port; it is known only after listening */
export function createHostCheck(port: () => number) {
  return ({ headers: { host } }: Request): void => {
    if (!NAMES.some((name) => host === `${name}:${port()}`)) {
      throw new SoukError("auth.host", `this node answers to http://127.0.0.1:${port()} only, not to that Host`);
    }
  };
}

/** Absent (no browser, or a plain navigation) or this very page's. Another port of the same machine is foreign too. */
export function checkOrigin({ headers: { origin, host } }: Request): void {
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new SoukError("auth.origin", "only the node's own page may call it from a browser");
  }
}

/** Browsers name the caller's relation even where they send no Origin (Fetch Metadata); cookies do not tell ports apart, this does. */
export function checkFetchSite(request: Request): void {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw new SoukError("auth.origin", "only the node's own page may call it from a browser");
  }
}

export const fetchSiteChecked: RequestHandler = (request, _response, next) => {
  checkFetchSite(request);
  next();
};
