// What a backup holds: a tar archive of known names, encrypted with age (age-encryption.org/v1) to a passphrase.
import { z } from "zod";
import { address } from "../../../protocol/ids.ts";

export const MANIFEST = "manifest.json";
export const OWN_DATABASE = "own.db";
/** What peers hold of the own journal besides its entries; whoever has no peers needs it. */
export const JOURNAL = "journal.db";
export const CONFIGURATION = "souk.json";
/** Pictures lie in blocks.db, which peers can give back; those of the own listings perhaps nobody else holds. */
export const PICTURES = "pictures";

export const manifest = z.strictObject({
  format: z.literal("souk-backup"),
  version: z.literal(1),
  account: address,
  chainId: z.int(),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
});
export type Manifest = z.output<typeof manifest>;

/** Folders of the data folder that go in whole. */
export const FOLDERS = ["keystore", "goods"] as const;

/** Whatever else an archive names is no part of a backup: nothing may be written outside of the folder, or over what is not ours. */
const NAMES = [
  /^manifest\.json$/,
  /^own\.db$/,
  /^journal\.db$/,
  /^souk\.json$/,
  /^keystore\/[\w-]{1,64}\.json$/,
  /^goods\/[0-9a-f]{64}\.age$/,
  /^pictures\/[a-z2-7]{1,100}$/,
];
export const isPart = (name: string): boolean => NAMES.some((pattern) => pattern.test(name));
