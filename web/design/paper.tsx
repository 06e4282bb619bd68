// Something to print: sheets without the page's frame, with a button that opens the browser's print dialog.
import type { ReactNode } from "react";
import { Button, LinkButton } from "./button.tsx";

export function Paper({ title, back, children }: { title: string; back: string; children: ReactNode }) {
  return (
    <div className="page narrow stack loose" data-testid="paper">
      <div className="row between screen-only">
        <h1>{title}</h1>
        <div className="row">
          <LinkButton kind="quiet" href={back} icon="left">
            Back
          </LinkButton>
          <Button kind="primary" icon="print" onClick={() => print()} data-testid="print">
            Print
          </Button>
        </div>
      </div>
      {children}
    </div>
  );
}

/** A page of its own. */
export const Sheet = ({ label, children }: { label: string; children: ReactNode }) => (
  <article className="card sheet stack" aria-label={label} data-testid="sheet">
    {children}
  </article>
);
