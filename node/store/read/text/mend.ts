// After a kill: makes search.db hold the words of all listings of read.db and the pictures of all its editions, and no others.
import type { Listing } from "../../../../protocol/listing.ts";
import type { Database } from "../../database.ts";
import { readBlock } from "../block.ts";
import type { TextFile } from "./text-file.ts";
import type { TextIndex } from "./text-index.ts";

export function mend(db: Database, file: TextFile, text: TextIndex): void {
  const listed = db.query<{ edition: number }>("SELECT edition FROM listings");
  const block = db.query<{ block: Uint8Array }>("SELECT block FROM editions WHERE edition = ?");
  const pictured = db.query<{ edition: number }>("SELECT edition FROM editions WHERE pictures <> ''");
  const pictures = db.query<{ pictures: string }>("SELECT pictures FROM editions WHERE edition = ?");

  differences(listed.all(), file.texts(), {
    missing: (edition) => text.put(edition, readBlock<Listing>(block.get(edition)!.block)),
    left: text.drop,
  });
  differences(pictured.all(), file.pictured(), {
    missing: (edition) => text.putPictures(edition, pictures.get(edition)!.pictures),
    left: text.dropPictures,
  });
  text.commit();
}

function differences(
  wanted: { edition: number }[],
  indexed: number[],
  told: { missing(edition: number): void; left(edition: number): void },
): void {
  const others = new Set(indexed);
  for (const { edition } of wanted) if (!others.delete(edition)) told.missing(edition);
  for (const edition of others) told.left(edition);
}
