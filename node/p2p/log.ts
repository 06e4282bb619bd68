// The logger that rooms are given.
export type { Logger as Log } from "../core/ports/logger.ts";
