// The address book: kept on this node alone, encrypted. Each address under a short name.
import { useRef, useState } from "react";
import type { BookAddress } from "../../../protocol/api/address-routes.ts";
import { addressId } from "../../../protocol/api/purchase-inputs.ts";
import type { DeliveryAddress } from "../../../protocol/message.ts";
import { ask } from "../../api.ts";
import { useDeed } from "../../deed.ts";
import { Button } from "../../design/button.tsx";
import { Dialog } from "../../design/dialog.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { useQuery } from "../../query.ts";
import { freeName } from "../short-name.ts";
import { AddressFields, AddressName, EMPTY, useAddressForm } from "./address-fields.tsx";
import { AddressLine } from "./address-label.tsx";

export const useAddresses = () => useQuery("addresses", (signal) => ask((api) => api.addresses({ signal })));

/** What the first is called unless the user says otherwise. */
export const FIRST_NAME = "home";

export const nameFault = (name: string): string | undefined =>
  addressId.safeParse(name).success ? undefined : "Small letters, digits and dashes, like home.";

export const keepAddress = (id: string, body: DeliveryAddress): Promise<BookAddress> =>
  ask((api) => api.putAddress({ params: { id }, body }));

export function AddressBook() {
  const { data, trouble, reload } = useAddresses();
  const [editing, edit] = useState<BookAddress | "new">();
  return (
    <section className="card stack" aria-labelledby="address-book" data-testid="address-book">
      <h2 id="address-book">Address book</h2>
      <p className="muted small">
        Kept on this node alone, encrypted, until you erase it. A seller reads an address only when you buy something.
      </p>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {!data && !trouble && <Skeleton height={44} />}
      {data?.length === 0 && <p className="muted">No address yet.</p>}
      <ul className="stack">
        {data?.map((entry) => (
          <li key={entry.id} className="row between" data-testid={`address-${entry.id}`}>
            <span>
              <strong>{entry.id}</strong>
              <br />
              <span className="small">
                <AddressLine address={entry.address} />
              </span>
            </span>
            <AddressTools entry={entry} onEdit={() => edit(entry)} onDone={reload} />
          </li>
        ))}
      </ul>
      <p>
        <Button icon="plus" compact onClick={() => edit("new")} data-testid="add-address">
          Add an address
        </Button>
      </p>
      {editing && data && (
        <AddressDialog
          entry={editing === "new" ? { id: freeName(data, FIRST_NAME), address: EMPTY } : editing}
          fresh={editing === "new"}
          onClose={() => edit(undefined)}
          onDone={() => {
            edit(undefined);
            reload();
          }}
        />
      )}
    </section>
  );
}

export function AddressTools({
  entry: { id },
  onEdit,
  onDone,
}: {
  entry: BookAddress;
  onEdit: () => void;
  onDone: () => void;
}) {
  const { busy, trouble, run } = useDeed();
  const [sure, setSure] = useState(false);
  const erase = async () => {
    if (!sure) return setSure(true);
    if ((await run(() => ask((api) => api.removeAddress({ params: { id } })))) !== undefined) onDone();
  };
  return (
    <span className="row">
      <Button compact kind="quiet" icon="pencil" onClick={onEdit} data-testid="edit-address">
        Edit
      </Button>
      <Button
        compact
        kind={sure ? "danger" : "quiet"}
        icon="trash"
        busy={busy}
        onClick={() => void erase()}
        onBlur={() => setSure(false)}
        data-testid="erase-address"
      >
        {sure ? "Really erase it?" : "Erase"}
      </Button>
      {trouble && <TroubleNotice trouble={trouble} />}
    </span>
  );
}

export function AddressDialog({
  entry,
  fresh = false,
  onClose,
  onDone,
}: {
  entry: BookAddress;
  /** It has no name yet. */
  fresh?: boolean;
  onClose: () => void;
  onDone: (kept: BookAddress) => void;
}) {
  const form = useAddressForm(entry.address);
  const [name, setName] = useState(entry.id);
  const [wrong, setWrong] = useState<string>();
  const body = useRef<HTMLDivElement>(null);
  const { busy, trouble, run } = useDeed();
  const submit = async () => {
    const address = form.check(body.current!);
    const fault = nameFault(name);
    setWrong(fault);
    if (!address || fault) return;
    const kept = await run(() => keepAddress(name, address));
    if (kept) onDone(kept);
  };
  return (
    <Dialog
      title={fresh ? "New address" : `Edit “${entry.id}”`}
      onClose={onClose}
      onSubmit={() => void submit()}
      data-testid="dialog-address"
    >
      <div ref={body} className="stack">
        {fresh && <AddressName hint="For you alone, like home" value={name} onValue={setName} wrong={wrong} />}
        <AddressFields {...form} />
      </div>
      {trouble && <TroubleNotice trouble={trouble} />}
      <footer>
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" kind="primary" busy={busy} data-testid="keep-address">
          Keep it
        </Button>
      </footer>
    </Dialog>
  );
}
