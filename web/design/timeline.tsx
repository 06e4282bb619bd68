// A timeline as a picture: what is done, where it stands, what may come; lying on wide screens, standing on a phone.
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

export interface Step {
  key: string;
  icon: IconName;
  title: string;
  state: "done" | "current" | "upcoming";
  tone?: "good" | "warn" | "bad" | undefined;
  about?: ReactNode;
}

const STATES = { done: "done", current: "now", upcoming: "still to come" };

export function Timeline({ steps, label }: { steps: readonly Step[]; label: string }) {
  return (
    <ol className="timeline" aria-label={label} data-testid="timeline">
      {steps.map(({ key, icon, title, state, tone = "", about }) => (
        <li
          key={key}
          className={`${state} ${tone}`}
          aria-current={state === "current" ? "step" : undefined}
          data-step={key}
          data-state={state}
        >
          <span className="timeline-mark">
            <Icon name={state === "done" && tone === "" ? "check" : icon} size={20} />
          </span>
          <div>
            <p className="timeline-title">
              {title}
              <span className="hidden"> ({STATES[state]})</span>
            </p>
            {about && <div className="small muted">{about}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
