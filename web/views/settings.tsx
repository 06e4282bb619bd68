// What this user keeps for themselves: addresses, and arbitrators they trust.
import { useTitle } from "../title.ts";
import { AddressBook } from "./address/address-book.tsx";
import { TrustList } from "./people/trust.tsx";

export function Settings() {
  useTitle("Settings");
  return (
    <div className="page narrow stack loose" data-testid="settings">
      <div className="stack tight">
        <h1>Settings</h1>
        <p className="muted">What only your node knows. Nothing here is published.</p>
      </div>
      <AddressBook />
      <TrustList />
    </div>
  );
}
