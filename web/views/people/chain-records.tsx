// What somebody left on the chain beside their orders: a bond, and their word in the registry of arbitrators.
import type { ProfileDetail } from "../../../protocol/api/schemas.ts";
import { Icon } from "../../design/icon.tsx";
import { moneyText, percent } from "../../design/money.tsx";
import { absoluteText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { languagesText } from "./languages.ts";

export function ChainRecords({ profile: { bond, registry, arbitrator } }: { profile: ProfileDetail }) {
  const { coin } = useNode();
  const locked = bond ? BigInt(bond.locked) + BigInt(bond.leaving) : 0n;
  if (locked === 0n && !registry && !arbitrator) return null;
  return (
    <ul className="stack tight" data-testid="chain-records">
      {bond && locked > 0n && (
        <li className="line">
          <Icon name="lock" size={18} />
          <span>
            A bond of <strong>{moneyText(locked, coin)}</strong>, lost if they show different offers to different people
            {BigInt(bond.leaving) > 0n && bond.availableAt && (
              <>
                ; {moneyText(bond.leaving, coin)} of it can be withdrawn from {absoluteText(new Date(bond.availableAt))}{" "}
                on
              </>
            )}
            .
          </span>
        </li>
      )}
      {registry ? (
        <li className="line">
          <Icon name={registry.consents ? "check" : "alert"} size={18} />
          <span>
            {registry.consents
              ? `Said on the chain that they arbitrate, for ${percent(registry.feeBps)}, in ${languagesText(registry.languages)}.`
              : "Said on the chain that they do not arbitrate any more."}
          </span>
        </li>
      ) : (
        arbitrator && (
          <li className="line muted">
            <Icon name="info" size={18} />
            <span>They have not said on the chain that they arbitrate; only their profile says so.</span>
          </li>
        )
      )}
    </ul>
  );
}
