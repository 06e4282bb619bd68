// Serves the built page: hashed files for a year, the page itself never from a cache.
import { existsSync } from "node:fs";
import path from "node:path";
import express, { type RequestHandler } from "express";

const NOT_BUILT = `This node runs, but its page is not built.

Run "npm run build" in the project folder and reload. The HTTP API works without it: see /openapi.json.
`;

/** @param folder what `vite build` wrote */
export function servePage(folder: string): RequestHandler[] {
  const page = path.join(folder, "index.html");
  return [
    express.static(folder, {
      index: false,
      redirect: false,
      setHeaders(response, file) {
        const hashed = path.relative(folder, file).startsWith(`assets${path.sep}`);
        response.setHeader("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-store");
      },
    }),
    (request, response, next) => {
      // The page's own addresses have no dot in their last part; a missing file stays missing.
      const isPage = (request.method === "GET" || request.method === "HEAD") && !/\.[^/]*$/.test(request.path);
      if (!isPage || !request.accepts("html") || request.path.startsWith("/api/")) return next();
      response.set("cache-control", "no-store");
      if (!existsSync(page)) return void response.status(503).type("text/plain").send(NOT_BUILT);
      response.sendFile(page, { cacheControl: false, etag: false, lastModified: false });
    },
  ];
}
