// Sizes of files and disks as people read them.
const UNITS = ["B", "kB", "MB", "GB", "TB"];
const ROUNDED = 1_000 / 999.5;

/** `812 B`, `3.5 MB`; decimal units. */
export function sizeText(bytes: number): string {
  // What rounds to a thousand is one of the next unit.
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes * ROUNDED) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
