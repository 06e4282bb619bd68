// Profiles: what participants say about themselves, with what the chain says about them.
import type { ProfileView } from "../../../protocol/api/schemas.ts";
import type { Address, Cid } from "../../../protocol/ids.ts";
import { filesOf } from "../../../protocol/picture.ts";
import type { Profile } from "../../../protocol/profile.ts";
import type { ProfileReader } from "../../core/ports/readers.ts";
import type { ReadModelRows } from "../../core/ports/read-model.ts";
import type { Database } from "../database.ts";
import { readBlock } from "./block.ts";
import type { StandingReader } from "./standings.ts";

export function createProfileRows(db: Database): Pick<ReadModelRows, "putProfile" | "removeProfile"> {
  const put = db.query(`
    INSERT OR REPLACE INTO profiles (owner, sequence, cid, name, arbitrator, picture, thumbnail, block)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const drop = db.query("DELETE FROM profiles WHERE owner = ?");
  return {
    removeProfile: (owner) => void drop.run(owner),
    putProfile({ profile, cid, block, sequence }) {
      const { owner, name, arbitrator, picture } = profile;
      const [thumbnail = null, large = null] = picture ? filesOf(picture) : [];
      put.run(owner, sequence, cid, name, arbitrator ? 1 : 0, large, thumbnail, block);
    },
  };
}

export function createProfileReader(db: Database, standings: StandingReader): ProfileReader {
  const get = db.query<{ block: Uint8Array }>("SELECT block FROM profiles WHERE owner = ?");
  const all = db.query<{ block: Uint8Array }>("SELECT block FROM profiles WHERE arbitrator >= ? ORDER BY name, owner");
  const cid = db.query<{ cid: Cid }>("SELECT cid FROM profiles WHERE owner = ?");
  const name = db.query<{ name: string }>("SELECT name FROM profiles WHERE owner = ?");
  const listings = db.query<{ n: number }>("SELECT count(*) AS n FROM listings WHERE seller = ?");

  function view({ block }: { block: Uint8Array }): ProfileView {
    const { owner, name: called, about, location, picture, selling, arbitrator } = readBlock<Profile>(block);
    const { completed, refunded, disputed } = standings.of(owner);
    return {
      owner,
      name: called,
      about,
      location,
      picture,
      selling: selling ?? null,
      arbitrator,
      rating: standings.rating(owner),
      listings: listings.get(owner)!.n,
      orders: { completed, refunded, disputed },
    };
  }

  return {
    view(owner: Address) {
      const row = get.get(owner);
      return row && view(row);
    },
    list: (onlyArbitrators) => all.all(onlyArbitrators ? 1 : 0).map(view),
    cid: (owner) => cid.get(owner)?.cid,
    name: (owner) => name.get(owner)?.name ?? null,
  };
}
