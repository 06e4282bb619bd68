// A picture as one cell of a CSV file: its CID as an address, with what else a listing says of it. Nothing has to be fetched to read it.
import { type Picture, picture } from "./picture.ts";

const SCHEME = "ipfs://";

/** The words about it stand in a column of their own. */
export function sourceOf({ cid, type, bytes, width, height, thumbnail }: Picture): string {
  const about = { type, bytes, width, height, thumbnail: thumbnail.cid, thumbnailBytes: thumbnail.bytes };
  return `${SCHEME}${cid}?${new URLSearchParams(Object.entries(about).map(([key, value]) => [key, String(value)]))}`;
}

/** @returns undefined for what is not such an address */
export function pictureAt(source: string, alt: string): Picture | undefined {
  if (!source.startsWith(SCHEME)) return undefined;
  const [cid, query = ""] = source.slice(SCHEME.length).split("?", 2) as [string, string?];
  const about = new URLSearchParams(query);
  const number = (key: string) => Number(about.get(key) ?? NaN);
  const parsed = picture.safeParse({
    cid,
    type: about.get("type"),
    bytes: number("bytes"),
    width: number("width"),
    height: number("height"),
    alt,
    thumbnail: { cid: about.get("thumbnail"), bytes: number("thumbnailBytes") },
  });
  return parsed.success ? parsed.data : undefined;
}
