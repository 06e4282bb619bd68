// Reads one listing and keeps it fresh.
import type { Address, ListingId } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { useQuery } from "../../query.ts";

export const useListing = (seller: string, id: string) =>
  useQuery(
    `listing ${seller} ${id}`,
    (signal) => ask((api) => api.listing({ params: { seller: seller as Address, listing: id as ListingId }, signal })),
    ["listing.", "order."],
  );
