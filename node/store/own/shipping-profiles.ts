// The seller's shipping profiles.
import type { ShippingProfile } from "../../../protocol/api/shipping-inputs.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import type { ShippingProfiles } from "../../core/ports/own.ts";
import type { Database } from "../database.ts";

interface Row {
  id: ListingId;
  record: string;
}

export function createShippingProfiles(db: Database): ShippingProfiles {
  const get = db.query<Row>("SELECT id, record FROM shipping_profiles WHERE id = ?");
  const all = db.query<Row>("SELECT id, record FROM shipping_profiles ORDER BY id");
  const put = db.query("INSERT OR REPLACE INTO shipping_profiles (id, record) VALUES (?, ?)");
  const drop = db.query("DELETE FROM shipping_profiles WHERE id = ?");
  const profileIn = ({ record }: Row) => JSON.parse(record) as ShippingProfile;
  return {
    get(id) {
      const row = get.get(id);
      return row && profileIn(row);
    },
    list: () => all.all().map((row) => ({ id: row.id, profile: profileIn(row) })),
    put: (id, profile) => void put.run(id, JSON.stringify(profile)),
    remove: (id) => void drop.run(id),
  };
}
