// Finds which JSON of a table names a CID, which stands in it as a whole string.

/** @param column an SQL expression; the CID is the statement's first value */
export const names = (column: string): string => `instr(${column}, '"' || ?1 || '"') > 0`;
