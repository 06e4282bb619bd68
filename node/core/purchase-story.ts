// Tells a buyer what an order would go through if it were paid now: each state, until when at the latest, and what happens if nobody acts.
import { type Order, type OrderState, deadlineOf, hasArbitrator } from "../../protocol/order.ts";
import { ifNobodyActs, nextStep } from "./order-story.ts";

export interface PlannedStep {
  state: "funded" | "shipped" | "disputed";
  text: string;
  /** How long it lasts at most, if nobody lengthens it. */
  seconds: number;
  /** Unix seconds: its last one, if every state before it was used to the end. */
  until: number;
  ifNobodyActs: string;
}

/** @param digital whether it is a file, which the seller's node delivers */
export function plannedSteps(order: Order, now: number, digital: boolean): PlannedStep[] {
  const steps: PlannedStep[] = [];
  let began = now;
  const row: OrderState = {
    order,
    status: "funded",
    openedAt: now,
    shippedAt: null,
    disputedAt: null,
    passedAt: null,
    extension: 0,
  };
  const step = (state: PlannedStep["state"]): void => {
    const planned: OrderState = { ...row, status: state };
    const until = deadlineOf(planned)!;
    steps.push({
      state,
      text: nextStep(planned, order.buyer, began, { digital }),
      seconds: until - began,
      until,
      ifNobodyActs: `from then on ${ifNobodyActs(planned)!.text}`,
    });
    began = until;
  };
  step("funded");
  row.shippedAt = began;
  step("shipped");
  if (!hasArbitrator(order)) return steps;
  row.disputedAt = began;
  step("disputed");
  return steps;
}
