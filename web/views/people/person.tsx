// Somebody's public page: what they say of themselves, their record, what they sell, their reviews.
import { Button, LinkButton } from "../../design/button.tsx";
import { percent } from "../../design/money.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { AddressText, Avatar, shortAddress } from "../../design/party.tsx";
import { Stars } from "../../design/stars.tsx";
import { useNode } from "../../node.ts";
import { useTitle } from "../../title.ts";
import { Reviews } from "../review/reviews.tsx";
import { ChainRecords } from "./chain-records.tsx";
import { FollowButton } from "./following.tsx";
import { FrozenNotice } from "./frozen-notice.tsx";
import { Reputation } from "./reputation.tsx";
import { languagesText } from "./languages.ts";
import { hasRecord, recordText, useProfile } from "./seller-card.tsx";
import { SellingTerms } from "./selling-terms.tsx";
import { TheirListings } from "./their-listings.tsx";
import { TrustedBy } from "./trust.tsx";

export function Person({ owner }: { owner: string }) {
  const { me } = useNode();
  const { data: profile, trouble, reload } = useProfile(owner);
  const isUnknown = trouble?.code === "profile.unknown";
  useTitle(profile?.name || "Somebody");
  return (
    <div className="page stack loose">
      {trouble && !isUnknown && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {!profile && !trouble && <Skeleton height={120} />}
      <header className="row person">
        <Avatar address={owner} name={profile?.name ?? null} picture={profile?.picture ?? null} large />
        <div className="stack tight">
          <h1>{profile?.name || shortAddress(owner)}</h1>
          <p className="row small">
            {profile && <Stars rating={profile.rating} />}
            {profile?.location && <span className="muted">{profile.location}</span>}
            <AddressText address={owner} />
          </p>
          {profile && hasRecord(profile.orders) && <p className="muted small">{recordText(profile.orders)}</p>}
          <p className="row">
            <Button compact onClick={() => goToHeading("their-listings")}>
              For sale
            </Button>
            <Button compact onClick={() => goToHeading("reviews")}>
              Reviews{profile ? ` (${profile.rating.count})` : ""}
            </Button>
          </p>
        </div>
        {owner === me && (
          <LinkButton href="#/profile" icon="pencil" compact>
            Edit
          </LinkButton>
        )}
      </header>
      {me && owner !== me && <FollowButton owner={owner} plain={Boolean(profile?.arbitrator)} />}
      {(isUnknown || profile?.published === false) && (
        <p className="muted" data-testid="no-profile">
          No profile of this account has reached your node. What it sells and its record do not depend on one.
        </p>
      )}
      {profile && <FrozenNotice frozen={profile.frozen} />}
      {profile?.about && <p className="prose">{profile.about}</p>}
      {profile?.selling && <SellingTerms selling={profile.selling} />}
      {profile?.arbitrator && (
        <div className="card stack tight">
          <p>
            Rules in disputes for {percent(profile.arbitrator.feeBps)} of the order
            {profile.arbitrator.languages.length > 0 && `, in ${languagesText(profile.arbitrator.languages)}`}.
          </p>
          {me && owner !== me && <TrustedBy owner={owner} />}
        </div>
      )}
      {profile && <ChainRecords profile={profile} />}
      <Reputation owner={owner} />
      <TheirListings key={owner} owner={owner} />
      <Reviews seller={owner} title="What buyers say" />
    </div>
  );
}

/** The address of the page says which screen it is, so a link cannot say where on it. */
function goToHeading(id: string): void {
  const heading = document.getElementById(id);
  heading?.scrollIntoView();
  heading?.focus({ preventScroll: true });
}
