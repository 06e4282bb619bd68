// One order to ship: what goes where, until when, and its tracking.
import type { OrderToShip } from "../../../protocol/api/sales-schemas.ts";
import { LinkButton } from "../../design/button.tsx";
import { TextField } from "../../design/field.tsx";
import { Icon } from "../../design/icon.tsx";
import { shortAddress } from "../../design/party.tsx";
import { Picture } from "../../design/picture.tsx";
import { absoluteText, leftText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { href } from "../../router.ts";
import { AddressLine } from "../address/address-label.tsx";

export function ToShipRow({
  order,
  chosen,
  tracking,
  onChoose,
  onTracking,
}: {
  order: OrderToShip;
  chosen: boolean;
  tracking: string;
  onChoose: (on: boolean) => void;
  onTracking: (text: string) => void;
}) {
  const { now } = useNode();
  const { id, listing, units, buyer, buyerName, address, deadline, overdue, paymentFinal } = order;
  const title = listing?.title ?? "A listing that is not known here";
  return (
    <li className={overdue ? "card ship-row late" : "card ship-row"} data-testid="ship-row" data-order={id}>
      {!overdue && (
        <input
          type="checkbox"
          checked={chosen}
          onChange={(event) => onChoose(event.target.checked)}
          aria-label={`Choose ${title} for ${buyerName ?? shortAddress(buyer)}`}
          data-testid="choose-order"
        />
      )}
      <div className="thumb">
        <Picture picture={listing?.picture} alt="" square />
      </div>
      <div className="stack tight">
        <h2 className="entry-title">
          {units > 1 && `${units} × `}
          <a href={href(["order", id])}>{title}</a>
          {listing?.variant && `, ${listing.variant}`}
        </h2>
        <p className="small">
          {address ? (
            <AddressLine address={address} />
          ) : (
            "The address has not arrived yet: it comes when the buyer's node is online."
          )}
        </p>
        {address?.note && <p className="small muted">“{address.note}”</p>}
        {!overdue && !paymentFinal && (
          <p className="small line" data-testid="not-final">
            <Icon name="alert" size={15} />
            <span>Wait until the payment is final, then ship it</span>
          </p>
        )}
        {deadline && (
          <p className={overdue ? "wrong line" : "muted small line"}>
            <Icon name={overdue ? "alert" : "clock"} size={15} />
            <span title={absoluteText(new Date(deadline))}>
              {overdue
                ? "Too late: it cannot be marked as shipped any more, and anybody may send the money back to the buyer"
                : `Ship by ${absoluteText(new Date(deadline))}, ${leftText(new Date(deadline), now)}`}
            </span>
          </p>
        )}
        {overdue && (
          <p>
            <LinkButton compact href={href(["order", id])}>
              Open the order
            </LinkButton>
          </p>
        )}
        {chosen && !overdue && (
          <TextField
            label="Tracking (optional)"
            value={tracking}
            maxLength={200}
            onValue={onTracking}
            data-testid="tracking"
          />
        )}
      </div>
    </li>
  );
}
