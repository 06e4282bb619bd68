// How much longer a window shall be, and when it then ends.
import { Select } from "../../design/field.tsx";
import { absoluteText } from "../../design/time.tsx";
import type { CallInput } from "./order-words.ts";

const CHOICES = [1, 3, 7, 14, 30];
const DAY_MS = 86_400_000;

export function ExtendFields({ order, words, onWords }: CallInput) {
  const later = (days: number) =>
    order.deadline ? absoluteText(new Date(Date.parse(order.deadline) + days * DAY_MS)) : "";
  return (
    <Select
      label={order.status === "funded" ? "More time to ship" : "More time to check"}
      value={words.days}
      onValue={(days) => onWords({ days: Number(days) })}
      data-testid="days"
    >
      {CHOICES.map((days) => (
        <option key={days} value={days}>
          {days === 1 ? "1 day" : `${days} days`}, until {later(days)}
        </option>
      ))}
    </Select>
  );
}
