// The delivery address, checked by the protocol's own rules, kept in memory only.
import { useState } from "react";
import { type DeliveryAddress, deliveryAddress } from "../../protocol/message.ts";
import { tidy } from "../../protocol/text.ts";
import { Button } from "../design/button.tsx";
import { Select, TextArea, TextField } from "../design/field.tsx";
import { Notice } from "../design/notice.tsx";
import { countriesOf } from "./countries.ts";

export type Delivery = DeliveryAddress;
type Field = keyof Delivery;

const EMPTY: Delivery = { name: "", street: "", city: "", region: "", postcode: "", country: "", note: "" };
const NEEDED: Partial<Record<Field, string>> = {
  name: "Whose name is on the door?",
  street: "Which street and number?",
  city: "Which town?",
  country: "Choose a country",
};

// Never in the browser's storage: it would lie on the disk in plaintext.
let last = EMPTY;
export const lastDelivery = (): Delivery => last;
export const rememberDelivery = (address: Delivery): void => void (last = address);

export function DeliveryForm({
  start,
  shipsTo,
  onDone,
}: {
  start: Delivery;
  shipsTo: readonly string[];
  onDone: (address: Delivery) => void;
}) {
  const countries = countriesOf(shipsTo);
  const only = countries.length === 1 ? countries[0]!.code : "";
  const [fields, setFields] = useState<Delivery>({
    ...start,
    country: countries.some(({ code }) => code === start.country) ? start.country : only,
  });
  const [wrong, setWrong] = useState<Partial<Record<Field, string>>>({});
  const bind = (field: Field) => ({
    value: fields[field],
    wrong: wrong[field],
    onValue: (value: string) => {
      setFields({ ...fields, [field]: value });
      setWrong({ ...wrong, [field]: undefined });
    },
    name: field,
    "data-testid": `delivery-${field}`,
  });

  const submit = (form: HTMLFormElement) => {
    const tidied = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, tidy(value)])) as Delivery;
    const result = deliveryAddress.safeParse(tidied);
    if (result.success) return onDone(result.data);
    const found: Partial<Record<Field, string>> = {};
    for (const { path, message } of result.error.issues) {
      const field = path[0] as Field;
      found[field] ??= tidied[field] === "" ? (NEEDED[field] ?? message) : message;
    }
    setWrong(found);
    const first = Object.keys(EMPTY).find((field) => found[field as Field]);
    form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };

  return (
    <form
      noValidate
      className="card stack"
      aria-label="Delivery address"
      onSubmit={(event) => {
        event.preventDefault();
        submit(event.currentTarget);
      }}
    >
      <div className="fields">
        <TextField {...bind("name")} label="Name" autoComplete="name" maxLength={100} whole />
        <TextField {...bind("street")} label="Street and number" autoComplete="street-address" maxLength={200} whole />
        <TextField {...bind("postcode")} label="Postcode" autoComplete="postal-code" maxLength={20} />
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
      <Notice icon="lock" title="Only the seller can read this">
        <p className="small">
          Your node encrypts it for the seller before it leaves this computer. It never reaches the chain.
        </p>
      </Notice>
      <Button type="submit" kind="primary" wide data-testid="to-payment">
        Continue to payment
      </Button>
    </form>
  );
}
