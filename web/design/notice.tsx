// Boxes that say something: notices, problems of the node, and places where there is nothing (yet).
import type { ReactNode } from "react";
import type { Trouble } from "../trouble.ts";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

export type Tone = "info" | "warn" | "bad" | "good";
const ICONS: Record<Tone, IconName> = { info: "info", warn: "alert", bad: "alert", good: "check" };

export function Notice({
  tone = "info",
  icon = ICONS[tone],
  title,
  alone,
  children,
  ...rest
}: {
  tone?: Tone;
  icon?: IconName;
  title?: ReactNode;
  /** It is all that the screen shows, and its title the screen's. */
  alone?: boolean | undefined;
  children?: ReactNode;
  "data-testid"?: string;
}) {
  return (
    <div className={`notice ${tone}`} role={tone === "bad" ? "alert" : undefined} data-testid={rest["data-testid"]}>
      <Icon name={icon} />
      <div className="stack tight">
        {title && (alone ? <h1 className="entry-title">{title}</h1> : <p className="strong">{title}</p>)}
        {children}
      </div>
    </div>
  );
}

export function TroubleNotice({
  trouble,
  alone,
  onRetry,
}: {
  trouble: Trouble;
  alone?: boolean;
  onRetry?: () => void;
}) {
  return (
    <Notice tone="bad" title={trouble.title} alone={alone} data-testid="trouble">
      <p>{trouble.detail}</p>
      <p className="row">
        {onRetry && (
          <Button compact onClick={onRetry}>
            Try again
          </Button>
        )}
        <code className="muted">{trouble.code}</code>
      </p>
    </Notice>
  );
}

/** @param alone it is all that the screen shows, and its heading the screen's */
export function Empty({
  icon,
  title,
  alone,
  children,
}: {
  icon: IconName;
  title: string;
  alone?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className="empty" data-testid="empty">
      <Icon name={icon} />
      {alone ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  );
}

/** Grey bars in the place of what is being read. */
export function Skeleton({ height, count = 1 }: { height: number; count?: number }) {
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className="skeleton" style={{ height }} aria-hidden="true" />
      ))}
    </>
  );
}
