// Security headers of every answer: the page may load its own files and nothing else.
import type { RequestHandler } from "express";
import helmet from "helmet";

export const securityHeaders: RequestHandler = helmet({
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
