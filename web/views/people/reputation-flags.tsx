// What in a record looks made up: told, never judged; people decide.
import type { ReputationView } from "../../../protocol/api/reputation-schemas.ts";
import { countOf } from "../../design/count.ts";
import { Notice } from "../../design/notice.tsx";
import { AddressText } from "../../design/party.tsx";
import { href } from "../../router.ts";

const NAMED = 8;

export function ReputationFlags({ reputation: { flags, sales } }: { reputation: ReputationView }) {
  const { ring, captiveBuyers, mutual, selfPurchases } = flags;
  return (
    <>
      {ring && (
        <Notice tone="warn" title="Part of a circle of accounts that sell to each other" data-testid="flag-ring">
          <p>
            {ring.inside} completed orders lie inside of it, {ring.outside} went to anybody else. That may be friends,
            or one person with several accounts who makes up a good name.
          </p>
          <Accounts of={ring.members} />
        </Notice>
      )}
      {selfPurchases > 0 && (
        <Notice tone="warn" title={`${countOf(selfPurchases, "purchase")} from themselves`} data-testid="flag-self" />
      )}
      {mutual.length > 0 && (
        <Notice title="Buyers who also sold to them" data-testid="flag-mutual">
          <Accounts of={mutual} />
        </Notice>
      )}
      {captiveBuyers > 0 && (
        <p className="small" data-testid="flag-captive">
          {captiveBuyers} of {countOf(sales.buyers, "buyer")} completed no order with anybody else. Every newcomer is
          like that; many of them together may be made up.
        </p>
      )}
    </>
  );
}

const Accounts = ({ of }: { of: readonly string[] }) => (
  <ul className="row small">
    {of.slice(0, NAMED).map((address) => (
      <li key={address} className="row">
        <AddressText address={address} />
        <a href={href(["people", address])}>their page</a>
      </li>
    ))}
    {of.length > NAMED && <li>and {of.length - NAMED} more</li>}
  </ul>
);
