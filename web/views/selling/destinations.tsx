// Where something is sent: everywhere, or to the countries that are chosen one by one.
import { Button } from "../../design/button.tsx";
import { Check, Select } from "../../design/field.tsx";
import { countriesOf, countryName } from "../countries.ts";

export function Destinations({
  to,
  from,
  wrong,
  onTo,
}: {
  to: readonly string[];
  from: string;
  wrong: string | undefined;
  onTo: (to: string[]) => void;
}) {
  const everywhere = to.includes("*");
  return (
    <>
      <Check label="Goes everywhere" checked={everywhere} onValue={(on) => onTo(on ? ["*"] : from ? [from] : [])} />
      {!everywhere && (
        <>
          <Select
            label="Add a country"
            value=""
            wrong={wrong}
            onValue={(code) => code && onTo([...new Set([...to, code])])}
          >
            <option value="">Choose…</option>
            <Countries />
          </Select>
          <ul className="tags">
            {to.map((code) => (
              <li key={code}>
                <Button compact icon="close" onClick={() => onTo(to.filter((one) => one !== code))}>
                  {countryName(code)}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

export const Countries = () =>
  countriesOf().map(({ code, name }) => (
    <option key={code} value={code}>
      {name}
    </option>
  ));
