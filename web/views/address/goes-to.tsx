// Where a purchase is sent, before it is paid.
import type { DeliveryAddress } from "../../../protocol/message.ts";
import { Button } from "../../design/button.tsx";
import { Icon } from "../../design/icon.tsx";
import { AddressLine } from "./address-label.tsx";

export function GoesTo({
  delivery,
  readers,
  disabled,
  onChange,
}: {
  delivery: DeliveryAddress;
  /** Who can read it. */
  readers: string;
  disabled: boolean;
  onChange: () => void;
}) {
  return (
    <section className="card stack tight" aria-labelledby="goes-to">
      <div className="row between">
        <h2 id="goes-to">Goes to</h2>
        <Button kind="quiet" compact onClick={onChange} disabled={disabled}>
          Change
        </Button>
      </div>
      <p>
        <AddressLine address={delivery} />
      </p>
      <p className="muted small line">
        <Icon name="lock" size={16} /> Encrypted for {readers}
      </p>
    </section>
  );
}
