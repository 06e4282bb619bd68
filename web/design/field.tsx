// Labelled form fields with a hint and the reason why a value is wrong, tied together for screen readers.
import { type ComponentProps, type ReactNode, useId } from "react";

interface Words {
  label: string;
  hint?: ReactNode;
  /** Why the value is wrong. */
  wrong?: string | undefined;
  whole?: boolean;
}

interface Wiring {
  id: string;
  className: string;
  "aria-invalid": boolean;
  "aria-describedby": string;
}

function Field({ label, hint, wrong, whole, children }: Words & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  return (
    <div className={whole ? "field whole" : "field"}>
      <label htmlFor={id}>{label}</label>
      {children({ id, className: "input", "aria-invalid": Boolean(wrong), "aria-describedby": `${id}-about` })}
      <div id={`${id}-about`}>
        {wrong ? (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        ) : (
          hint && <p className="hint">{hint}</p>
        )}
      </div>
    </div>
  );
}

type Control<Tag extends "input" | "textarea" | "select"> = Words &
  Omit<ComponentProps<Tag>, "onChange" | "id" | "className"> & { onValue: (value: string) => void };

export function TextField({ label, hint, wrong, whole, onValue, ...rest }: Control<"input">) {
  return (
    <Field {...{ label, hint, wrong, whole }}>
      {(wiring) => <input {...rest} {...wiring} onChange={(event) => onValue(event.target.value)} />}
    </Field>
  );
}

export function TextArea({ label, hint, wrong, whole, onValue, ...rest }: Control<"textarea">) {
  return (
    <Field {...{ label, hint, wrong, whole }}>
      {(wiring) => <textarea {...rest} {...wiring} onChange={(event) => onValue(event.target.value)} />}
    </Field>
  );
}

export function Select({ label, hint, wrong, whole, onValue, children, ...rest }: Control<"select">) {
  return (
    <Field {...{ label, hint, wrong, whole }}>
      {(wiring) => (
        <select {...rest} {...wiring} onChange={(event) => onValue(event.target.value)}>
          {children}
        </select>
      )}
    </Field>
  );
}

export function Check({
  label,
  onValue,
  ...rest
}: { label: ReactNode; onValue: (on: boolean) => void } & Omit<ComponentProps<"input">, "onChange">) {
  return (
    <label className="check">
      <input {...rest} type="checkbox" onChange={(event) => onValue(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
