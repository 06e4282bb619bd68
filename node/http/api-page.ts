// The browsable page of the API under /api/docs: Swagger UI from its package, over the node's own document, loading nothing from elsewhere.
import path from "node:path";
import type { RequestHandler } from "express";
import absolutePath from "swagger-ui-dist/absolute-path.js"; // the package itself would run its page's code here

export const API_PAGE = "/api/docs";

const PACKAGED = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Souk API</title>
    <link rel="stylesheet" href="${API_PAGE}/swagger-ui.css" />
    <link rel="stylesheet" href="${API_PAGE}/page.css" />
    <link rel="icon" type="image/png" href="${API_PAGE}/favicon-32x32.png" />
  </head>
  <body>
    <div id="api"></div>
    <noscript>This page needs scripts; the document itself is <a href="/openapi.json">/openapi.json</a>.</noscript>
    <script src="${API_PAGE}/swagger-ui-bundle.js"></script>
    <script src="${API_PAGE}/start.js"></script>
  </body>
</html>
`;

/** A token that is typed in stays in the memory of this one page. */
const START = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
`;

/** Long paths and ids break anywhere, so that a phone does not scroll sideways. */
const STYLE = `body { margin: 0; background: #fafafa; }
.swagger-ui .wrapper { padding: 0 12px; }
.swagger-ui .scheme-container { padding: 12px 0; }
.swagger-ui .opblock .opblock-summary-path { max-width: none; overflow-wrap: anywhere; }
.swagger-ui .opblock-summary-description, .swagger-ui .markdown p { overflow-wrap: anywhere; }
@media (max-width: 640px) {
  .swagger-ui .opblock .opblock-summary-description { display: none; }
  .swagger-ui .opblock-tag small { display: none; }
  .swagger-ui table, .swagger-ui .model-box { display: block; max-width: 100%; overflow-x: auto; }
}
`;

const WRITTEN: Readonly<Record<string, readonly [type: string, text: string]>> = {
  "": ["html", PAGE],
  "start.js": ["js", START],
  "page.css": ["css", STYLE],
};

/** Open to whoever reaches the node, like the document: it shows nothing of this account until a token is given. */
export const serveApiPage: RequestHandler = (request, response, next) => {
  if (request.method !== "GET" && request.method !== "HEAD") return next();
  const name = request.path.slice(1);
  const written = WRITTEN[name];
  response.set("cache-control", "no-cache");
  if (written) response.type(written[0]).send(written[1]);
  else if (PACKAGED.includes(name)) response.sendFile(path.join(absolutePath(), name), { cacheControl: false });
  else next();
};
