// One of several answers, with a line about what it means.
import type { ReactNode } from "react";

export function Choice({
  name,
  checked,
  onChoose,
  title,
  about,
  testId,
}: {
  /** Of the whole question. */
  name: string;
  checked: boolean;
  onChoose: () => void;
  title: ReactNode;
  about: ReactNode;
  testId: string;
}) {
  return (
    <label className="choice">
      <input type="radio" name={name} checked={checked} onChange={onChoose} data-testid={testId} />
      <span className="fill">
        {title}
        <br />
        <span className="muted small">{about}</span>
      </span>
    </label>
  );
}
