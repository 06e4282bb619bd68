// My shop: what I sell and how it stands, what sending costs, and bringing all of it in and out.
import { LinkButton } from "../../design/button.tsx";
import { Tabs } from "../../design/tabs.tsx";
import { href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { OldOffers } from "../listing/old-offers.tsx";
import { ImportExport } from "./import.tsx";
import { MyListings } from "./my-listings.tsx";
import { ShippingProfiles } from "./shipping-profiles.tsx";

const TABS = { "": "Listings", shipping: "Shipping", import: "Import and export" } as const;
export type SellTab = keyof typeof TABS;

export function Sell({ tab }: { tab: SellTab }) {
  useTitle("Your shop");
  return (
    <div className="page stack loose" data-testid="sell">
      <div className="row between">
        <h1>Your shop</h1>
        <div className="row">
          <LinkButton href="#/profile" icon="user">
            Your profile
          </LinkButton>
          <LinkButton kind="primary" href={href(["sell", "new"])} icon="plus" data-testid="new-listing">
            New listing
          </LinkButton>
        </div>
      </div>
      <Tabs
        label="Parts of your shop"
        tabs={Object.entries(TABS).map(([key, name]) => ({
          name,
          to: href(["sell", ...(key ? [key] : [])]),
          current: key === tab,
        }))}
      />
      {tab === "shipping" ? (
        <ShippingProfiles />
      ) : tab === "import" ? (
        <ImportExport />
      ) : (
        <>
          <OldOffers />
          <MyListings />
        </>
      )}
    </div>
  );
}
