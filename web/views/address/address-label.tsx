// An address as it stands on a parcel, and on one line.
import type { DeliveryAddress } from "../../../protocol/message.ts";
import { countryName } from "../countries.ts";

export function AddressLabel({ address }: { address: DeliveryAddress }) {
  const { name, street, postcode, city, region, country } = address;
  const lines = [
    street,
    [postcode, city].filter(Boolean).join(" "),
    [region, countryName(country)].filter(Boolean).join(", "),
  ];
  return (
    <address className="address-label">
      <strong>{name}</strong>
      {`\n${lines.join("\n")}`}
    </address>
  );
}

/** The postcode is not broken at its hyphen. */
export function AddressLine({ address: { name, street, postcode, city, country } }: { address: DeliveryAddress }) {
  return (
    <>
      {name}, {street}, {postcode && <span className="nowrap">{postcode}</span>} {city}, {countryName(country)}
    </>
  );
}
