// The screens that only some visits need: read when one is opened, or ahead of that, for by then the node may be away.
import { type ComponentType, lazy } from "react";

const reads: (() => Promise<unknown>)[] = [];

function screen<Props>(read: () => Promise<ComponentType<Props>>) {
  reads.push(read);
  return lazy(() => read().then((view) => ({ default: view })));
}

/** What cannot be read now is asked for again when its screen is opened. */
export function readScreens(): void {
  for (const read of reads) read().catch(() => undefined);
}

export const Buy = screen(() => import("./views/buying/buy.tsx").then((views) => views.Buy));
export const Cart = screen(() => import("./views/buying/cart.tsx").then((views) => views.Cart));
export const EditListing = screen(() => import("./views/selling/edit-listing.tsx").then((views) => views.EditListing));
export const EditProfile = screen(() => import("./views/people/edit-profile.tsx").then((views) => views.EditProfile));
export const EditShippingProfile = screen(() =>
  import("./views/selling/edit-shipping-profile.tsx").then((views) => views.EditShippingProfile),
);
export const Listing = screen(() => import("./views/listing/listing.tsx").then((views) => views.Listing));
export const Network = screen(() => import("./views/network/network.tsx").then((views) => views.Network));
export const Order = screen(() => import("./views/order/order.tsx").then((views) => views.Order));
export const Orders = screen(() => import("./views/order/orders.tsx").then((views) => views.Orders));
export const PackingList = screen(() => import("./views/selling/packing-list.tsx").then((views) => views.PackingList));
export const Person = screen(() => import("./views/people/person.tsx").then((views) => views.Person));
export const Receipt = screen(() => import("./views/order/receipt.tsx").then((views) => views.Receipt));
export const Sell = screen(() => import("./views/selling/sell.tsx").then((views) => views.Sell));
export const Settings = screen(() => import("./views/settings.tsx").then((views) => views.Settings));
