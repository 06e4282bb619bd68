// Choosing an address of the book for a purchase, or another one.
import { useId } from "react";
import type { BookAddress } from "../../../protocol/api/address-routes.ts";
import { countryName, isSentTo } from "../countries.ts";
import { AddressTools } from "./address-book.tsx";
import { AddressLine } from "./address-label.tsx";

export function AddressChoice({
  book,
  shipsTo,
  chosen,
  onChoose,
  onEdit,
  onDone,
}: {
  book: readonly BookAddress[];
  shipsTo: readonly string[];
  /** Undefined: another one. */
  chosen: string | undefined;
  onChoose: (id: string | null) => void;
  onEdit: (entry: BookAddress) => void;
  onDone: () => void;
}) {
  const group = useId();
  return (
    <fieldset className="stack tight" data-testid="address-choice">
      <legend className="legend">Your addresses</legend>
      {book.map((entry) => {
        const { id, address } = entry;
        const can = isSentTo(shipsTo, address.country);
        return (
          <div key={id} className="stack tight">
            <label className="choice">
              <input
                type="radio"
                name={group}
                checked={chosen === id}
                disabled={!can}
                onChange={() => onChoose(id)}
                data-testid={`choose-${id}`}
              />
              <span className="fill">
                <strong>{id}</strong>
                <br />
                <span className="small">
                  <AddressLine address={address} />
                </span>
                {!can && (
                  <>
                    <br />
                    <span className="muted small">It is not sent to {countryName(address.country)}.</span>
                  </>
                )}
              </span>
            </label>
            {chosen === id && <AddressTools entry={entry} onEdit={() => onEdit(entry)} onDone={onDone} />}
          </div>
        );
      })}
      <label className="choice">
        <input
          type="radio"
          name={group}
          checked={chosen === undefined}
          onChange={() => onChoose(null)}
          data-testid="choose-another"
        />
        <span className="fill">Another address</span>
      </label>
    </fieldset>
  );
}
