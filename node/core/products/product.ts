// One product read from a file: a draft that is still to be judged, and where in the file each part of it stands.
import type { ImportFault } from "../../../protocol/api/shop-schemas.ts";

/** What is to become of it: sold, kept as a draft, or kept as a listing that is paused. */
export type Destination = "published" | "draft" | "paused";

export interface Product {
  /** Of its first row, from 1. */
  line: number;
  /** Handle or id, as the file has it. */
  name: string;
  destination: Destination;
  draft: Record<string, unknown>;
  /** How to give what the draft leaves out, where it is not in the file alone. */
  advice?: string;
  /** @param field a path like `variants.2.price` */
  placeOf(field: string): { line: number; column: string | null };
}

/** What a format's reader makes of the rows it was given. */
export interface ProductReader {
  /** @returns the product that this row ends, if it ends one */
  row(cells: readonly string[], line: number): Product | undefined;
  end(): Product | undefined;
}

export type Report = (fault: ImportFault) => void;
