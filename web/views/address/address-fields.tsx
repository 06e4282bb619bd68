// The fields of a delivery address, checked by the protocol's own rules.
import { useState } from "react";
import { IN_WORDS } from "../../../protocol/fault-words.ts";
import { type DeliveryAddress, deliveryAddress } from "../../../protocol/message.ts";
import { tidy } from "../../../protocol/text.ts";
import { Select, TextArea, TextField } from "../../design/field.tsx";
import { countriesOf } from "../countries.ts";

type Field = keyof DeliveryAddress;

export const EMPTY: DeliveryAddress = {
  name: "",
  street: "",
  city: "",
  region: "",
  postcode: "",
  country: "",
  note: "",
};
const NEEDED: Partial<Record<Field, string>> = {
  name: "Whose name is on the door?",
  street: "Which street and number?",
  city: "Which town?",
  country: "Choose a country",
};

export interface AddressForm {
  fields: DeliveryAddress;
  wrong: Partial<Record<Field, string>>;
  countries: { code: string; name: string }[];
  put: (field: Field, value: string) => void;
  /** Marks what is wrong and goes there. @returns the address if nothing is */
  check: (form: HTMLElement) => DeliveryAddress | undefined;
}

export function useAddressForm(start: DeliveryAddress, shipsTo: readonly string[] = ["*"]): AddressForm {
  const countries = countriesOf(shipsTo);
  const only = countries.length === 1 ? countries[0]!.code : "";
  const [fields, setFields] = useState<DeliveryAddress>({
    ...start,
    country: countries.some(({ code }) => code === start.country) ? start.country : only,
  });
  const [wrong, setWrong] = useState<AddressForm["wrong"]>({});
  return {
    fields,
    wrong,
    countries,
    put(field, value) {
      setFields({ ...fields, [field]: value });
      setWrong({ ...wrong, [field]: undefined });
    },
    check(form) {
      const entries = Object.entries(fields).map(([key, value]) => [key, tidy(value)]);
      const tidied = Object.fromEntries(entries) as DeliveryAddress;
      const result = deliveryAddress.safeParse(tidied, IN_WORDS);
      if (result.success) return result.data;
      const found: AddressForm["wrong"] = {};
      for (const { path, message } of result.error.issues) {
        const field = path[0] as Field;
        found[field] ??= tidied[field] === "" ? (NEEDED[field] ?? message) : message;
      }
      setWrong(found);
      const first = Object.keys(EMPTY).find((field) => found[field as Field]);
      form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return undefined;
    },
  };
}

export function AddressFields({ fields, wrong, countries, put }: AddressForm) {
  const bind = (field: Field) => ({
    value: fields[field],
    wrong: wrong[field],
    onValue: (value: string) => put(field, value),
    name: field,
    "data-testid": `delivery-${field}`,
  });
  return (
    <div className="fields">
      <TextField {...bind("name")} label="Name" autoComplete="name" maxLength={100} whole />
      <TextField {...bind("street")} label="Street and number" autoComplete="street-address" maxLength={200} whole />
      <TextField {...bind("postcode")} label="Postcode (optional)" autoComplete="postal-code" maxLength={20} />
      <TextField {...bind("city")} label="Town" autoComplete="address-level2" maxLength={100} />
      <TextField {...bind("region")} label="Region (optional)" autoComplete="address-level1" maxLength={100} />
      <Select {...bind("country")} label="Country" autoComplete="country">
        <option value="">Choose…</option>
        {countries.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </Select>
      <TextArea {...bind("note")} label="Note for the seller (optional)" maxLength={500} rows={2} whole />
    </div>
  );
}

/** What an address is called in the book. */
export function AddressName({
  hint,
  ...field
}: {
  hint: string;
  value: string;
  onValue: (value: string) => void;
  wrong: string | undefined;
}) {
  return <TextField label="Short name" hint={hint} {...field} maxLength={32} data-testid="address-name" />;
}
