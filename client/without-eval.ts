// Keeps zod from compiling code at run time: the page's CSP forbids it. Imported before any module that makes schemas.
import { config } from "zod";

if ("document" in globalThis) config({ jitless: true });
