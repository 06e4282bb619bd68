// Buttons and links that look like them.
import type { ComponentProps, ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

export type ButtonKind = "primary" | "plain" | "quiet" | "danger" | "danger filled";

interface Look {
  kind?: ButtonKind;
  icon?: IconName;
  wide?: boolean;
  compact?: boolean;
  /** Shows a spinner and takes no clicks. */
  busy?: boolean;
  children: ReactNode;
}

const classes = ({ kind = "plain", wide, compact }: Look) =>
  ["button", kind, wide ? "wide" : "", compact ? "compact" : ""].join(" ");

export function Button(props: Look & Omit<ComponentProps<"button">, "className">) {
  const { kind: _kind, icon, wide: _wide, compact: _compact, busy = false, children, ...rest } = props;
  return (
    <button type="button" {...rest} className={classes(props)} disabled={rest.disabled || busy}>
      {busy ? <span className="spinner" /> : icon && <Icon name={icon} size={18} />}
      {children}
    </button>
  );
}

export function LinkButton(props: Look & { href: string; "data-testid"?: string }) {
  const { icon, children, href } = props;
  return (
    <a className={classes(props)} href={href} data-testid={props["data-testid"]}>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </a>
  );
}
