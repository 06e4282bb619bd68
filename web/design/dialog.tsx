// A modal dialog on the browser's own `<dialog>`: focus, Escape and the backdrop are its work.
import { type ReactNode, useEffect, useId, useRef } from "react";
import { Icon } from "./icon.tsx";

export function Dialog({
  title,
  onClose,
  onSubmit,
  sheet = false,
  children,
  ...rest
}: {
  title: string;
  onClose: () => void;
  onSubmit: () => void;
  /** From the lower edge of a phone, as high as it needs. */
  sheet?: boolean;
  children: ReactNode;
  "data-testid"?: string;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={sheet ? "dialog sheet" : "dialog"}
      aria-labelledby={id}
      onClose={onClose}
      data-testid={rest["data-testid"]}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
      </form>
    </dialog>
  );
}
