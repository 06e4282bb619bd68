// Where a purchase goes: one of the addresses kept here, or another, which is kept in memory unless the user wants it kept.
import { useRef, useState } from "react";
import type { BookAddress } from "../../../protocol/api/address-routes.ts";
import type { DeliveryAddress } from "../../../protocol/message.ts";
import { useDeed } from "../../deed.ts";
import { Button } from "../../design/button.tsx";
import { Check } from "../../design/field.tsx";
import { Notice, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { AddressDialog, FIRST_NAME, keepAddress, nameFault, useAddresses } from "../address/address-book.tsx";
import { AddressChoice } from "../address/address-choice.tsx";
import { AddressFields, AddressName, EMPTY, useAddressForm } from "../address/address-fields.tsx";
import { isSentTo } from "../countries.ts";
import { freeName } from "../short-name.ts";

export type Delivery = DeliveryAddress;

// Never in the browser's storage: it would lie on the disk in plaintext.
let last = EMPTY;
export const lastDelivery = (): Delivery => last;
export const rememberDelivery = (address: Delivery): void => void (last = address);

interface Parts {
  start: Delivery;
  shipsTo: readonly string[];
  onDone: (address: Delivery) => void;
}

export function DeliveryForm(parts: Parts) {
  const { data: book, trouble, reload } = useAddresses();
  if (book) return <Form {...parts} book={book} onBook={reload} />;
  if (!trouble) return <Skeleton height={400} />;
  return (
    <>
      <TroubleNotice trouble={trouble} onRetry={reload} />
      <Form {...parts} book={[]} onBook={reload} />
    </>
  );
}

const isSame = (one: Delivery, other: Delivery): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The one that was used last, else the first that the goods can be sent to; null for another one. */
function firstChoice(book: readonly BookAddress[], { start, shipsTo }: Parts): string | null {
  if (start !== EMPTY) return book.find(({ address }) => isSame(address, start))?.id ?? null;
  return book.find(({ address }) => isSentTo(shipsTo, address.country))?.id ?? null;
}

function Form({ book, onBook, ...parts }: Parts & { book: readonly BookAddress[]; onBook: () => void }) {
  const { start, shipsTo, onDone } = parts;
  const [chosen, choose] = useState(() => firstChoice(book, parts));
  const [editing, edit] = useState<BookAddress>();
  const known = book.find(({ id, address }) => id === chosen && isSentTo(shipsTo, address.country));
  const form = useAddressForm(start, shipsTo);
  const [keep, setKeep] = useState(false);
  const [name, setName] = useState(freeName(book, FIRST_NAME));
  const [wrong, setWrong] = useState<string>();
  const element = useRef<HTMLFormElement>(null);
  const { busy, trouble, run } = useDeed();

  const submit = async () => {
    if (known) return onDone(known.address);
    const address = form.check(element.current!);
    const fault = keep ? nameFault(name) : undefined;
    setWrong(fault);
    if (!address || fault) return;
    if (keep && !(await run(() => keepAddress(name, address)))) return;
    if (keep) onBook();
    onDone(address);
  };

  return (
    <>
      <form
        ref={element}
        noValidate
        className="card stack"
        aria-label="Delivery address"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {book.length > 0 && (
          <AddressChoice {...{ book, shipsTo }} chosen={known?.id} onChoose={choose} onEdit={edit} onDone={onBook} />
        )}
        {!known && (
          <>
            <AddressFields {...form} />
            <Check label="Keep it in my address book" checked={keep} onValue={setKeep} data-testid="keep-delivery" />
            {keep && (
              <AddressName
                hint="For you alone, like home. It stays on this node, encrypted."
                value={name}
                onValue={setName}
                wrong={wrong}
              />
            )}
          </>
        )}
        <Notice icon="lock" title="Only the seller can read this">
          <p className="small">
            Your node encrypts it for the seller before it leaves this computer. It never reaches the chain.
          </p>
        </Notice>
        {trouble && <TroubleNotice trouble={trouble} />}
        <Button type="submit" kind="primary" wide busy={busy} data-testid="to-payment">
          Continue to payment
        </Button>
      </form>
      {editing && (
        <AddressDialog
          entry={editing}
          onClose={() => edit(undefined)}
          onDone={() => {
            edit(undefined);
            onBook();
          }}
        />
      )}
    </>
  );
}
