// The shop and a listing, as a person uses them: one method per deed, found by stable test ids.
import type { Locator, Page } from "playwright-core";

export interface Address {
  name: string;
  street: string;
  postcode: string;
  city: string;
  /** Country code. */
  country: string;
}

export interface ShopPage {
  /** Signs in with a node's printed link, and waits until the node answers. */
  enter(link: string): Promise<void>;
  goTo(section: "shop" | "orders" | "sell" | "network"): Promise<void>;
  search(words: string): Promise<void>;
  cards: Locator;
  /** Opens the listing whose title has these words. */
  open(title: string | RegExp): Promise<void>;
  /** From the open listing to the order page. @returns the order's id */
  buy(address: Address): Promise<string>;
  /** From the open listing through the delivery form, up to the summary before paying. */
  fillDelivery(address: Address): Promise<void>;
}

/** An order is on the chain some seconds after paying. */
const PAID_MS = 60_000;

export function shopPage(page: Page): ShopPage {
  const cards = page.getByTestId("listing-card");
  const shop: ShopPage = {
    cards,
    async enter(link) {
      await page.goto(link);
      await page.getByTestId("status").getByText("peer").waitFor();
    },
    goTo: (section) => page.getByTestId(`nav-${section}`).click(),
    search: (words) => page.getByTestId("search").fill(words),
    async open(title) {
      await cards.getByRole("link", { name: title }).first().click();
      await page.getByTestId("listing").waitFor();
    },
    async fillDelivery(address) {
      await page.getByTestId("buy").click();
      await page.getByTestId("delivery-country").selectOption(address.country);
      for (const field of ["name", "street", "postcode", "city"] as const) {
        await page.getByTestId(`delivery-${field}`).fill(address[field]);
      }
      await page.getByTestId("to-payment").click();
      await page.getByTestId("terms").waitFor();
    },
    async buy(address) {
      await shop.fillDelivery(address);
      await page.getByTestId("pay").click();
      await page.getByTestId("order").waitFor({ timeout: PAID_MS });
      return /#\/order\/(0x[0-9a-f]{64})/.exec(page.url())![1]!;
    },
  };
  return shop;
}
