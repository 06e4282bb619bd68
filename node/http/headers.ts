// Security headers of every answer: the page may load its own files and nothing else.
import type { IncomingMessage, ServerResponse } from "node:http";
import helmet from "helmet";

const setByHelmet = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      "default-src": ["'none'"],
      "script-src": ["'self'"],
      "style-src": ["'self'"],
      // data: for the small images that the bundler puts into the style sheet
      "img-src": ["'self'", "data:"],
      "connect-src": ["'self'"],
      "base-uri": ["'none'"],
      "form-action": ["'none'"],
      "frame-ancestors": ["'none'"],
    },
  },
  xFrameOptions: { action: "deny" },
  // Loopback speaks plain HTTP.
  strictTransportSecurity: false,
});

/** They are the same for every answer, so helmet is asked for them once. */
const HEADERS: [name: string, value: string][] = [];
setByHelmet(
  {} as IncomingMessage,
  {
    setHeader: (name: string, value: string) => HEADERS.push([name, value]),
    removeHeader() {},
  } as unknown as ServerResponse,
  () => {},
);

export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of HEADERS) response.setHeader(name, value);
}
