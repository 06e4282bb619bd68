// The form of a shipping profile, new or known.
import { useRef, useState } from "react";
import { listingId, type ListingId } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { useDeed } from "../../deed.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Select, TextField } from "../../design/field.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { useNode } from "../../node.ts";
import { go, href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { freeName } from "../short-name.ts";
import {
  type ProfileForm,
  type ZoneForm,
  checkedProfile,
  emptyProfile,
  emptyZone,
  formOfProfile,
} from "./shipping-profile-form.ts";
import { useShippingProfiles } from "./shipping-profiles.tsx";
import { ZoneFields } from "./zone-fields.tsx";

/** `new` is the page of one that is not there yet. */
const nameFault = (name: string): string | undefined =>
  listingId.safeParse(name).success && name !== "new" ? undefined : "Small letters, digits and dashes, like parcels.";

const LIST = href(["sell", "shipping"]);

/** @param id `new` for one that is not there yet */
export function EditShippingProfile({ id }: { id: string }) {
  const { currencies } = useNode();
  const { data, trouble, reload } = useShippingProfiles();
  useTitle("Shipping profile");
  const known = data?.find((one) => one.id === id);
  if (trouble && !data) {
    return (
      <div className="page narrow">
        <TroubleNotice trouble={trouble} alone onRetry={reload} />
      </div>
    );
  }
  return (
    <div className="page narrow stack loose" data-testid="edit-profile-view">
      <p className="crumbs">
        <a href={LIST}>‹ All shipping profiles</a>
      </p>
      <h1>{id === "new" ? "New shipping profile" : "Shipping profile"}</h1>
      {!data || currencies.length === 0 ? (
        <Skeleton height={320} />
      ) : (
        <Form
          name={known?.id ?? freeName(data, "parcels")}
          fresh={!known}
          start={
            known
              ? formOfProfile(known.profile)
              : emptyProfile((currencies.find(({ permit }) => permit) ?? currencies[0]!).symbol)
          }
        />
      )}
    </div>
  );
}

function Form({ name: given, fresh, start }: { name: string; fresh: boolean; start: ProfileForm }) {
  const { currencies } = useNode();
  const [name, setName] = useState(given);
  const [form, setForm] = useState(start);
  const [tried, setTried] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const { busy, trouble, run } = useDeed();
  const checked = checkedProfile(form);
  const shown: Record<string, string> = tried && "wrong" in checked ? checked.wrong : {};
  const wrong = { ...(trouble?.field && { [trouble.field]: trouble.detail }), ...shown };
  const put = (some: Partial<ProfileForm>) => setForm({ ...form, ...some });
  const putZone = (key: number, some: Partial<ZoneForm>) =>
    put({ zones: form.zones.map((zone) => (zone.key === key ? { ...zone, ...some } : zone)) });

  const save = async () => {
    setTried(true);
    if ("wrong" in checked || nameFault(name)) {
      requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const params = { profile: name as ListingId };
    const kept = await run(() => ask((api) => api.saveShippingProfile({ params, body: checked.profile })));
    if (kept) go(LIST);
  };

  return (
    <form
      ref={element}
      noValidate
      className="stack loose"
      data-testid="profile-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <section className="card fields" aria-label="The profile">
        <TextField
          label="Title"
          placeholder="Like Parcels"
          value={form.title}
          wrong={wrong["title"]}
          maxLength={60}
          onValue={(title) => put({ title })}
          data-testid="profile-title"
        />
        {fresh && (
          <TextField
            label="Short name"
            hint="Listings and files name it so"
            value={name}
            wrong={tried ? nameFault(name) : undefined}
            maxLength={32}
            onValue={setName}
            data-testid="profile-id"
          />
        )}
        <Select
          label="Currency"
          hint="Only listings in it can use the profile"
          value={form.currency}
          onValue={(currency) => put({ currency })}
          wrong={wrong["currency"]}
        >
          {currencies.map(({ address, symbol, name: full }) => (
            <option key={address} value={symbol}>
              {symbol} · {full}
            </option>
          ))}
        </Select>
      </section>
      {form.zones.map((zone, index) => (
        <ZoneFields
          key={zone.key}
          {...{ zone, index, wrong }}
          symbol={form.currency}
          onZone={(some) => putZone(zone.key, some)}
          onRemove={
            form.zones.length > 1 ? () => put({ zones: form.zones.filter(({ key }) => key !== zone.key) }) : undefined
          }
        />
      ))}
      {wrong["zones"] && (
        <p className="wrong" role="alert">
          {wrong["zones"]}
        </p>
      )}
      <p>
        <Button compact icon="plus" onClick={() => put({ zones: [...form.zones, emptyZone([])] })}>
          Another region
        </Button>
      </p>
      {trouble && <TroubleNotice trouble={trouble} />}
      <div className="row">
        <Button type="submit" kind="primary" busy={busy} data-testid="save-profile">
          Keep it
        </Button>
        <LinkButton kind="quiet" href={LIST}>
          Not now
        </LinkButton>
        <span className="muted small">Only your node knows it. Listings carry the prices that follow from it.</span>
      </div>
    </form>
  );
}
