// The fields of a listing about sending it: the ways, where each goes and what it costs, and the deadlines.
import { MAX_OPTIONS } from "../../../protocol/shipping.ts";
import { Button } from "../../design/button.tsx";
import { Check, Select, TextField } from "../../design/field.tsx";
import { useNode } from "../../node.ts";
import { Countries, Destinations } from "./destinations.tsx";
import { type ListingParts, bind } from "./listing-fields.tsx";
import { type WayForm, emptyWay } from "./listing-form.ts";
import { useShippingProfiles } from "./shipping-profiles.tsx";

export function ShippingFields(parts: ListingParts) {
  const { form, onForm } = parts;
  const put = (key: number, some: Partial<WayForm>) =>
    onForm({ ways: form.ways.map((way) => (way.key === key ? { ...way, ...some } : way)) });
  return (
    <section className="card stack" aria-label="Shipping">
      <h2>Shipping</h2>
      <div className="fields">
        <Select {...bind(parts, "shipsFrom")} label="Ships from">
          <option value="">Choose…</option>
          <Countries />
        </Select>
        <TextField
          {...bind(parts, "shipDays", "shipWindow")}
          label="Days to ship"
          hint="Not marked shipped by then: anyone can refund the buyer"
          inputMode="decimal"
        />
        <TextField
          {...bind(parts, "inspectionDays", "inspectionWindow")}
          label="Days to arrive and be checked"
          hint="From shipping, transit included; then you can be paid"
          inputMode="decimal"
        />
      </div>
      {!form.file && (
        <Check label="A service: nothing is sent" checked={form.service} onValue={(service) => onForm({ service })} />
      )}
      {!form.file && !form.service && <ProfileField {...parts} />}
      {!form.file && !form.service && !form.shippingProfile && (
        <>
          {form.ways.map((way, index) => (
            <Way key={way.key} {...{ parts, way, index }} onWay={(some) => put(way.key, some)} />
          ))}
          <p>
            <Button
              compact
              icon="plus"
              disabled={form.ways.length >= MAX_OPTIONS}
              onClick={() => onForm({ ways: [...form.ways, emptyWay()] })}
            >
              Another way to send it
            </Button>
          </p>
        </>
      )}
    </section>
  );
}

/** Nothing to see for who has no profile. */
function ProfileField(parts: ListingParts) {
  const { data } = useShippingProfiles();
  const { form, wrong, onForm } = parts;
  if (!data || (data.length === 0 && !form.shippingProfile)) return null;
  return (
    <Select
      label="Price of shipping"
      hint="A profile is kept in one place for many listings."
      value={form.shippingProfile}
      wrong={wrong["shippingProfile"]}
      onValue={(shippingProfile) => onForm({ shippingProfile })}
      data-testid="listing-shippingProfile"
    >
      <option value="">Of this listing alone</option>
      {data.map(({ id, profile }) => (
        <option key={id} value={id}>
          {profile.title} ({id})
        </option>
      ))}
    </Select>
  );
}

function Way({
  parts: { form, wrong, onForm },
  way,
  index,
  onWay,
}: {
  parts: ListingParts;
  way: WayForm;
  index: number;
  onWay: (some: Partial<WayForm>) => void;
}) {
  const { currency } = useNode();
  const symbol = currency(form.currency)?.symbol ?? "";
  const field = (name: "title" | "first" | "further") => ({
    value: way[name],
    wrong: wrong[`shipping.${index}.${name}`],
    onValue: (value: string) => onWay({ [name]: value }),
    "data-testid": `shipping-${name}-${index}`,
  });
  return (
    <div className="stack tight" role="group" aria-label={`Shipping option ${index + 1}`}>
      <div className="variant-row">
        <TextField {...field("title")} label="Sent by" placeholder="Like Tracked parcel" maxLength={60} />
        <TextField
          {...field("first")}
          label={`First unit (${symbol})`}
          placeholder="0 is free"
          hint={way.first.trim() === "0" ? "Free for the buyer" : undefined}
          inputMode="decimal"
        />
        <TextField {...field("further")} label="Each further" placeholder="The same" inputMode="decimal" />
        {form.ways.length > 1 && (
          <Button
            kind="quiet"
            compact
            icon="trash"
            onClick={() => onForm({ ways: form.ways.filter(({ key }) => key !== way.key) })}
          >
            Remove
          </Button>
        )}
      </div>
      <Destinations
        to={way.to}
        from={form.shipsFrom}
        wrong={wrong[`shipping.${index}.to`]}
        onTo={(to) => onWay({ to })}
      />
    </div>
  );
}
