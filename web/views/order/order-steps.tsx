// The steps of an order's timeline: from its status and events what is done, where it stands, what may come.
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import { isClosed } from "../../../protocol/order.ts";
import { absoluteText, leftText, spanText } from "../../design/time.tsx";
import type { Step } from "../../design/timeline.tsx";
import { LATE } from "./order-status.tsx";

type Entry = OrderDetail["timeline"][number];

const Done = ({ entry }: { entry: Entry | undefined }) =>
  entry ? (
    <>
      <time dateTime={entry.at}>{absoluteText(new Date(entry.at))}</time>, {entry.final ? "final" : "not final yet"}
    </>
  ) : null;

const Until = ({ at, now, extension }: { at: string | null; now: Date; extension: number }) =>
  at ? (
    <>
      until <time dateTime={at}>{absoluteText(new Date(at))}</time>
      <br />
      <strong>{leftText(new Date(at), now)}</strong>
      {extension > 0 && (
        <>
          <br />
          {spanText(extension)} were added
        </>
      )}
    </>
  ) : null;

const CLOSED = {
  released: { title: "Seller paid", icon: "coins", tone: "good" },
  refunded: { title: "Buyer refunded", icon: "refund", tone: "warn" },
  split: { title: "Money split", icon: "scale", tone: "warn" },
} as const;

export function stepsOf(order: OrderDetail, now: Date): Step[] {
  const { status, timeline, deadline, release } = order;
  const entry = (name: string) => timeline.find(({ event }) => event === name);
  const late = deadline !== null && new Date(deadline) < now;
  const done = (key: string, title: string, icon: Step["icon"], name: string): Step => ({
    key,
    title,
    icon,
    state: "done",
    about: <Done entry={entry(name)} />,
  });
  const current = (key: string, title: string, icon: Step["icon"]): Step => ({
    key,
    title,
    icon,
    state: "current",
    tone: late || status === "disputed" ? "warn" : undefined,
    about: <Until at={deadline} now={now} extension={order.extension} />,
  });
  const upcoming = (key: string, title: string, icon: Step["icon"]): Step => ({ key, title, icon, state: "upcoming" });

  const collect: Step = {
    key: "collect",
    title: "To be collected",
    icon: "coins",
    state: "current",
    about: release && <Until at={release.deadline} now={now} extension={0} />,
  };

  const steps = [done("paid", "Paid into escrow", "lock", "Opened")];
  const paid = upcoming("closed", "Seller paid", "coins");
  const title = (usual: string) => (late ? (LATE[status] ?? usual) : usual);
  if (status === "funded" && release) return [...steps, collect, paid];
  if (status === "funded") {
    return [
      ...steps,
      current("ship", title("To be shipped"), "truck"),
      late ? upcoming("closed", "Refund", "refund") : upcoming("receive", "Received and checked", "box"),
      ...(late ? [] : [paid]),
    ];
  }
  if (entry("Shipped")) steps.push(done("ship", "Shipped", "truck", "Shipped"));
  if (status === "shipped" && release) {
    const checked: Step = {
      key: "receive",
      title: "Received and checked",
      icon: "box",
      state: "done",
      about: "The buyer signed the release",
    };
    return [...steps, checked, collect, paid];
  }
  if (status === "shipped") {
    return [...steps, current("receive", title("To be received and checked"), "box"), paid];
  }
  if (entry("Disputed")) steps.push({ ...done("dispute", "Disputed", "alert", "Disputed"), tone: "warn" });
  if (entry("Passed")) steps.push(done("pass", "Passed to the fallback", "right", "Passed"));
  if (status === "disputed") {
    return [...steps, current("rule", title("To be decided"), "scale"), upcoming("closed", "Money paid out", "coins")];
  }
  if (!isClosed(status)) return steps;
  const end = CLOSED[status as keyof typeof CLOSED];
  return [...steps, { ...done("closed", end.title, end.icon, "Closed"), tone: end.tone }];
}
