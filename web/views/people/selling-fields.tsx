// The fields of a profile about selling: policies, where goods leave from, currencies and arbitrators that are accepted.
import type { ProfileView } from "../../../protocol/api/schemas.ts";
import { MAX_ACCEPTED, MAX_ORIGINS, MAX_POLICY } from "../../../protocol/profile.ts";
import { Button } from "../../design/button.tsx";
import { Check, Select, TextArea } from "../../design/field.tsx";
import { shortAddress } from "../../design/party.tsx";
import { useNode } from "../../node.ts";
import { countriesOf, countryName } from "../countries.ts";
import { useArbitrators } from "./selling-terms.tsx";

export type SellingForm = NonNullable<ProfileView["selling"]>;

export const emptySelling: SellingForm = {
  returns: "",
  shipping: "",
  terms: "",
  shipsFrom: [],
  currencies: [],
  arbitrators: [],
};

export function SellingFields({
  form,
  onForm,
}: {
  form: SellingForm;
  onForm: (changes: Partial<SellingForm>) => void;
}) {
  const { me, currencies } = useNode();
  const known = useArbitrators().filter(({ owner }) => owner !== me);
  const policy = (name: "returns" | "shipping" | "terms") => ({
    value: form[name],
    onValue: (words: string) => onForm({ [name]: words }),
    maxLength: MAX_POLICY,
    whole: true,
    "data-testid": `profile-${name}`,
  });
  const names = new Map(known.map(({ owner, name }) => [owner, name] as const));
  const arbitrators = [...new Set([...names.keys(), ...form.arbitrators])];
  const accepted = <T extends string>(items: readonly T[], item: T, on: boolean): T[] =>
    on ? [...items, item] : items.filter((one) => one !== item);
  return (
    <section className="card stack" aria-label="How you sell">
      <h2>How you sell</h2>
      <div className="fields">
        <TextArea {...policy("returns")} label="Returns (optional)" hint="Shown to buyers before they pay" />
        <TextArea {...policy("shipping")} label="Shipping (optional)" />
        <TextArea {...policy("terms")} label="Other terms (optional)" />
        <Select
          label="Goods leave from"
          value=""
          disabled={form.shipsFrom.length >= MAX_ORIGINS}
          onValue={(code) => code && onForm({ shipsFrom: [...new Set([...form.shipsFrom, code])] })}
          data-testid="profile-ships-from"
        >
          <option value="">Add a country…</option>
          {countriesOf().map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <ul className="tags">
        {form.shipsFrom.map((code) => (
          <li key={code}>
            <Button
              compact
              icon="close"
              onClick={() => onForm({ shipsFrom: form.shipsFrom.filter((one) => one !== code) })}
            >
              {countryName(code)}
            </Button>
          </li>
        ))}
      </ul>
      <fieldset className="stack tight">
        <legend className="legend">Currencies you take</legend>
        {currencies.map(({ address, symbol }) => (
          <Check
            key={address}
            label={symbol}
            checked={form.currencies.includes(address)}
            onValue={(on) => onForm({ currencies: accepted(form.currencies, address, on) })}
          />
        ))}
      </fieldset>
      {arbitrators.length > 0 && (
        <fieldset className="stack tight">
          <legend className="legend">Arbitrators you accept</legend>
          {arbitrators.map((owner) => (
            <Check
              key={owner}
              label={names.get(owner) || shortAddress(owner)}
              checked={form.arbitrators.includes(owner)}
              disabled={form.arbitrators.length >= MAX_ACCEPTED && !form.arbitrators.includes(owner)}
              onValue={(on) => onForm({ arbitrators: accepted(form.arbitrators, owner, on) })}
            />
          ))}
        </fieldset>
      )}
    </section>
  );
}
