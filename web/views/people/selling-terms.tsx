// How somebody says that they sell: where goods leave from, what they take, who may rule, and their policies.
import type { ProfileView } from "../../../protocol/api/schemas.ts";
import { ask } from "../../api.ts";
import { Icon } from "../../design/icon.tsx";
import { shortAddress } from "../../design/party.tsx";
import { useNode } from "../../node.ts";
import { useQuery } from "../../query.ts";
import { href } from "../../router.ts";
import { countriesText } from "../countries.ts";

type Selling = NonNullable<ProfileView["selling"]>;

export const useArbitrators = () =>
  useQuery("arbitrators", (signal) => ask((api) => api.profiles({ query: { arbitrators: true }, signal })), [
    "profile.",
  ]).data ?? [];

export function SellingTerms({ selling }: { selling: Selling }) {
  const { currency } = useNode();
  const known = useArbitrators();
  const nameOf = (owner: string) => known.find((one) => one.owner === owner)?.name || shortAddress(owner);
  const policies = [
    ["Returns", selling.returns],
    ["Shipping", selling.shipping],
    ["Terms", selling.terms],
  ] as const;
  return (
    <section className="card stack" aria-labelledby="selling-terms" data-testid="selling-terms">
      <h2 id="selling-terms">How they sell</h2>
      <ul className="stack tight">
        {selling.shipsFrom.length > 0 && (
          <li className="line">
            <Icon name="truck" size={18} />
            <span>Ships from {countriesText(selling.shipsFrom)}</span>
          </li>
        )}
        {selling.currencies.length > 0 && (
          <li className="line">
            <Icon name="coins" size={18} />
            <span>Takes {selling.currencies.map((one) => currency(one)?.symbol ?? shortAddress(one)).join(", ")}</span>
          </li>
        )}
        {selling.arbitrators.length > 0 && (
          <li className="line">
            <Icon name="scale" size={18} />
            <span>
              Accepts as arbitrators{" "}
              {selling.arbitrators.map((owner, index) => (
                <span key={owner}>
                  {index > 0 && ", "}
                  <a href={href(["people", owner])}>{nameOf(owner)}</a>
                </span>
              ))}
            </span>
          </li>
        )}
      </ul>
      {policies.map(
        ([title, words]) =>
          words && (
            <div key={title} className="stack tight">
              <h3>{title}</h3>
              <p className="prose">{words}</p>
            </div>
          ),
      )}
      <p className="muted small">Their words: what binds them is in each listing and its order.</p>
    </section>
  );
}
