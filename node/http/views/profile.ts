// Shows participants: what they say of themselves, what orders say of them, and what they left on the chain beside.
import type { ReputationView } from "../../../protocol/api/reputation-schemas.ts";
import type { ProfileDetail, ProfileView } from "../../../protocol/api/schemas.ts";
import type { Address } from "../../../protocol/ids.ts";
import { SoukError } from "../../core/errors.ts";
import type { PublicRecords } from "../../core/ports/chain.ts";
import type { ProfileQueries } from "../../core/ports/commands.ts";
import type { Journals } from "../../core/ports/journals.ts";
import type { ListingReader, ProfileReader } from "../../core/ports/readers.ts";
import { frozenView } from "./frozen.ts";
import type { ReputationQueries } from "./reputation.ts";

/** A page does not wait longer for what it can do without. */
const RECORDS_MS = 2_000;

const iso = (seconds: number): string => new Date(seconds * 1_000).toISOString();

export function createProfileViews({
  profiles,
  records,
  journals,
  listings,
  reputation,
  isFollowed,
}: {
  profiles: Pick<ProfileReader, "list" | "view">;
  records: PublicRecords;
  journals: Pick<Journals, "frozen" | "head">;
  listings: Pick<ListingReader, "idsOf">;
  reputation: ReputationQueries;
  isFollowed: (owner: Address) => boolean;
}): ProfileQueries {
  /** Asked when somebody looks, and kept nowhere: a bond can be withdrawn at any block. */
  async function recordsOf(owner: Address, signal: AbortSignal): Promise<Pick<ProfileDetail, "bond" | "registry">> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(RECORDS_MS)]);
    const [bond, entry] = await Promise.all([
      records.bond(owner, inTime).catch(() => null),
      records.registryEntry(owner, inTime).catch(() => null),
    ]);
    return {
      bond: bond && {
        locked: bond.locked.toString(),
        leaving: bond.leaving.toString(),
        availableAt: bond.availableAt === null ? null : iso(bond.availableAt),
      },
      registry: entry && { ...entry, since: iso(entry.since) },
    };
  }

  function unpublished(owner: Address): { view: ProfileView; isKnown: boolean } {
    const record = reputation(owner);
    const view = withoutProfile(record, listings.idsOf(owner).length);
    const traded = record.sales.orders + record.purchases.orders;
    return { view, isKnown: view.listings + traded > 0 || journals.head(owner) !== undefined };
  }

  return {
    list: (onlyArbitrators) => profiles.list(onlyArbitrators),
    async detail(owner, signal) {
      const profile = profiles.view(owner);
      const { view, isKnown } = profile ? { view: profile, isKnown: true } : unpublished(owner);
      const frozen = frozenView(journals.frozen(owner));
      const followed = isFollowed(owner);
      const { bond, registry } = await recordsOf(owner, signal);
      const hasBond = bond !== null && BigInt(bond.locked) + BigInt(bond.leaving) > 0n;
      if (isKnown || frozen || followed || hasBond || registry) {
        return { ...view, published: profile !== undefined, frozen, followed, bond, registry };
      }
      throw new SoukError("profile.unknown", `this node knows no participant ${owner}`, { subject: owner });
    },
  };
}

/** What orders and listings say of who has published no profile. */
export const withoutProfile = ({ owner, sales, reviews }: ReputationView, listings: number): ProfileView => ({
  owner,
  name: "",
  about: "",
  location: "",
  picture: null,
  selling: null,
  arbitrator: null,
  rating: reviews.rating,
  listings,
  orders: { completed: sales.completed, refunded: sales.refunded, disputed: sales.disputes.opened },
});
