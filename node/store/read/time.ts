// Times as the API writes them.

/** Latest second that a Date can hold; offers may name later ones. */
const LATEST = 8_640_000_000_000;

/** @param seconds unix seconds */
export const isoTime = (seconds: number): string => new Date(Math.min(seconds, LATEST) * 1_000).toISOString();
