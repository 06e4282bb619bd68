// One row of a product table, by the names of its columns.
import type { Column } from "./columns.ts";

export interface Row {
  line: number;
  /** Empty where there is no such column. */
  cell(column: Column): string;
  has(column: Column): boolean;
}

export type Refuse = (line: number, column: Column, message: string) => void;
