// The seller's shipping profiles: what sending costs, kept in one place for many listings.
import type { ShippingProfileView } from "../../../protocol/api/shipping-inputs.ts";
import { ask } from "../../api.ts";
import { useDeed } from "../../deed.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Empty, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Progress } from "../../design/progress.tsx";
import { useCommand } from "../../operation.ts";
import { useQuery } from "../../query.ts";
import { href } from "../../router.ts";
import { countriesCount } from "../countries.ts";

const WAIT = 20;

export const useShippingProfiles = () =>
  useQuery("shipping profiles", (signal) => ask((api) => api.shippingProfiles({ signal })), ["listing."]);

export function ShippingProfiles() {
  const { data, trouble, reload } = useShippingProfiles();
  if (trouble && !data) return <TroubleNotice trouble={trouble} onRetry={reload} />;
  if (!data) return <Skeleton height={120} count={2} />;
  const make = (
    <LinkButton kind="primary" href={href(["sell", "shipping", "new"])} icon="plus" data-testid="new-profile">
      New shipping profile
    </LinkButton>
  );
  if (data.length === 0) {
    return (
      <Empty icon="truck" title="No shipping profile yet">
        <p>
          Say once what sending costs, by region and weight, and name it in as many listings as you like. Without one,
          each listing says it for itself.
        </p>
        {make}
      </Empty>
    );
  }
  return (
    <div className="stack">
      {data.map((view) => (
        <Profile key={view.id} view={view} onDone={reload} />
      ))}
      <p>{make}</p>
    </div>
  );
}

function Profile({ view, onDone }: { view: ShippingProfileView; onDone: () => void }) {
  const { id, profile, usedBy } = view;
  const command = useCommand();
  const removing = useDeed();
  const params = { profile: id };
  const symbol = profile.currency.startsWith("0x") ? "" : profile.currency;
  const republish = () => command.run(() => ask((api) => api.republishByProfile({ params, wait: WAIT })));
  const remove = async () => {
    if ((await removing.run(() => ask((api) => api.removeShippingProfile({ params })))) !== undefined) onDone();
  };
  return (
    <section className="card stack tight" aria-label={profile.title} data-testid={`profile-${id}`}>
      <div className="row between">
        <h2>{profile.title}</h2>
        <span className="muted small">{id}</span>
      </div>
      <ul className="stack tight small">
        {profile.zones.map(({ to, options }) => (
          <li key={to.join()}>
            <strong>{countriesCount(to)}</strong>
            {": "}
            {options.map(({ title, steps }) => `${title} from ${steps[0]!.first} ${symbol}`).join(", ")}
          </li>
        ))}
      </ul>
      <p className="muted small">
        {usedBy.length === 0
          ? "No listing names it yet: choose it in a listing's shipping."
          : `${usedBy.length === 1 ? "1 listing names" : `${usedBy.length} listings name`} it. What is on sale follows a change once it is published again.`}
      </p>
      <div className="row">
        <LinkButton compact href={href(["sell", "shipping", id])} icon="pencil" data-testid="edit-profile">
          Edit
        </LinkButton>
        {usedBy.length > 0 ? (
          <Button
            compact
            icon="check"
            busy={command.busy}
            onClick={() => void republish()}
            data-testid="republish-profile"
          >
            Publish what is on sale again
          </Button>
        ) : (
          <Button compact icon="trash" busy={removing.busy} onClick={() => void remove()} data-testid="remove-profile">
            Remove
          </Button>
        )}
        {command.phase === "done" && <span className="muted small">Done: it is on sale with these prices.</span>}
      </div>
      <Progress command={command} />
      {removing.trouble && <TroubleNotice trouble={removing.trouble} />}
    </section>
  );
}
