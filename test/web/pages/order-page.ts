// An order's page and what its parties do there.
import type { Page } from "playwright-core";
import type { OrderCall, OrderStatus } from "../../../protocol/order.ts";

export interface OrderPage {
  open(id: string): Promise<void>;
  /** Waits until the page shows the order in this state. */
  untilStatus(status: OrderStatus): Promise<void>;
  status(): Promise<string | null>;
  /** Calls that the page offers. */
  actions(): Promise<string[]>;
  next(): Promise<string>;
  ifNobodyActs(): Promise<string>;
  /** Keys and states of the timeline's steps, like `paid done`. */
  timeline(): Promise<string[]>;
  ship(tracking: string): Promise<void>;
  confirm(review?: {
    stars: 1 | 2 | 3 | 4 | 5;
    title: string;
    text: string;
    asDescribed?: 1 | 2 | 3 | 4 | 5;
  }): Promise<void>;
  dispute(statement: string): Promise<void>;
  /** @param percent the buyer's share, whole */
  rule(percent: number): Promise<void>;
  /** Any call that asks for nothing. */
  act(call: Extract<OrderCall, "cancel" | "claim" | "pass" | "expire">): Promise<void>;
}

/** A transaction is on the chain, and read from it, some seconds after it was sent. */
const MINED_MS = 60_000;

export function orderPage(page: Page): OrderPage {
  const order = page.getByTestId("order");
  const begin = (call: OrderCall) => page.getByTestId(`action-${call}`).click();
  async function finish(call: OrderCall): Promise<void> {
    const dialog = page.getByTestId(`dialog-${call}`);
    await dialog.getByTestId("do-it").click();
    await dialog.waitFor({ state: "detached", timeout: MINED_MS });
  }
  return {
    async open(id) {
      await page.evaluate((to) => (location.hash = to), `#/order/${id}`);
      await order.waitFor();
    },
    untilStatus: (status) => page.locator(`[data-testid=order][data-status=${status}]`).waitFor({ timeout: MINED_MS }),
    status: () => order.getAttribute("data-status"),
    actions: () =>
      page
        .locator('[data-testid^="action-"]')
        .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("data-testid")!.slice("action-".length))),
    next: () => page.getByTestId("next").innerText(),
    ifNobodyActs: () => page.getByTestId("if-nobody-acts").innerText(),
    timeline: () =>
      page
        .locator("[data-testid=timeline] > li")
        .evaluateAll((steps) =>
          steps.map((step) => `${step.getAttribute("data-step")} ${step.getAttribute("data-state")}`),
        ),
    async ship(tracking) {
      await begin("ship");
      await page.getByTestId("tracking").fill(tracking);
      await finish("ship");
    },
    async confirm(review) {
      await begin("confirm");
      if (review) {
        await page.getByTestId(`star-${review.stars}`).click();
        if (review.asDescribed) await page.getByTestId(`asDescribed-${review.asDescribed}`).click();
        await page.getByTestId("review-title").fill(review.title);
        await page.getByTestId("review-text").fill(review.text);
      }
      await finish("confirm");
    },
    async dispute(statement) {
      await begin("dispute");
      await page.getByTestId("statement").fill(statement);
      await finish("dispute");
    },
    async rule(percent) {
      await begin("rule");
      await page.getByTestId("share").fill(String(percent * 100));
      await finish("rule");
    },
    async act(call) {
      await begin(call);
      await finish(call);
    },
  };
}
