// Who sells: name, rating, and the record that the chain keeps.
import type { ProfileView } from "../../../protocol/api/schemas.ts";
import type { Address } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { Avatar, shortAddress } from "../../design/party.tsx";
import { Stars } from "../../design/stars.tsx";
import { useQuery } from "../../query.ts";
import { href } from "../../router.ts";
import { FrozenNotice } from "./frozen-notice.tsx";

export const useProfile = (owner: string) =>
  useQuery(`profile ${owner}`, (signal) => ask((api) => api.profile({ params: { owner: owner as Address }, signal })), [
    "profile.",
    "order.",
    "review.",
  ]);

/** Three zeros say nothing, least of all of an arbitrator. */
export const hasRecord = ({ completed, refunded, disputed }: ProfileView["orders"]): boolean =>
  completed + refunded + disputed > 0;

/** `12 completed, 1 refunded, 0 disputed` */
export const recordText = ({ completed, refunded, disputed }: ProfileView["orders"]): string =>
  `${completed} completed · ${refunded} refunded · ${disputed} disputed`;

export function SellerCard({ owner, name }: { owner: string; name: string | null }) {
  const { data: profile } = useProfile(owner);
  return (
    <>
      {profile && <FrozenNotice frozen={profile.frozen} />}
      <a className="card party seller" href={href(["people", owner])}>
        <Avatar address={owner} name={name} picture={profile?.picture ?? null} />
        <span className="stack tight">
          <span className="row">
            <span className="party-name">{name ?? shortAddress(owner)}</span>
            {profile && <Stars rating={profile.rating} />}
          </span>
          {profile && hasRecord(profile.orders) && <span className="muted small">{recordText(profile.orders)}</span>}
          {profile?.location && <span className="muted small">{profile.location}</span>}
        </span>
      </a>
    </>
  );
}
