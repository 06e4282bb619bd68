// Cells of a CSV file that a spreadsheet would run as formulas: marked as text when written, read back as they were (OWASP, CSV Injection).

/** With quotes in front too, so that a text that begins like a marked cell comes back. */
const FORMULA = /^'*[=+\-@\t\r]/;

export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
export const unguarded = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);
