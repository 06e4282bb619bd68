// Text fields as peers may send them: bounded, normalised (NFC), and free of control characters.
import { z } from "zod";

// Control characters but tab, line feed and carriage return; and the bidirectional overrides that make text read as something else.
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;

/** @param max length in UTF-16 code units, after normalisation */
export const text = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => value.isWellFormed() && !FORBIDDEN.test(value), "contains control characters")
    .refine((value) => value === value.normalize("NFC") && value === value.trim(), "is not trimmed, normalised text");

/** What a person typed, brought into the form that {@link text} accepts. */
export const tidy = (value: string): string => value.normalize("NFC").trim();
