// Moments told against a clock that is given: chain time for everything that a contract judges.
import { countOf } from "./count.ts";

const UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** `in 3 days`, `2 hours ago`, `just now` */
export function relativeText(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1_000);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return seconds > 5 ? "in less than a minute" : "just now";
}

/** `4 days left`, `ended 2 days ago` */
export function leftText(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1_000;
  return seconds < 0 ? `ended ${relativeText(at, now)}` : `${spanText(seconds)} left`;
}

export const absoluteText = (at: Date): string => absolute.format(at);

/** `14 days`, `36 hours`; parts of a unit are dropped */
export function spanText(seconds: number): string {
  if (seconds >= 4 * 86_400 || (seconds >= 86_400 && seconds % 86_400 === 0))
    return countOf(Math.floor(seconds / 86_400), "day");
  if (seconds >= 3_600) return countOf(Math.floor(seconds / 3_600), "hour");
  return countOf(Math.max(1, Math.floor(seconds / 60)), "minute");
}

export function Moment({ at, now, only }: { at: string; now: Date; only?: "relative" | "absolute" }) {
  const date = new Date(at);
  const full = absoluteText(date);
  return (
    <time dateTime={at} title={full}>
      {only === "absolute" ? full : relativeText(date, now)}
      {only === undefined && <span className="muted"> · {full}</span>}
    </time>
  );
}
