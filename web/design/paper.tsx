// Something to print: sheets without the page's frame, with a button that opens the browser's print dialog.
import type { ReactNode } from "react";
import { Button, LinkButton } from "./button.tsx";

/** @param isPrinted the title stands on the paper, too */
export function Paper({
  title,
  isPrinted = false,
  back,
  children,
}: {
  title: string;
  isPrinted?: boolean;
  back: string;
  children: ReactNode;
}) {
  return (
    <div className="page narrow stack loose" data-testid="paper">
      <div className="row between">
        <h1 className={isPrinted ? undefined : "screen-only"}>{title}</h1>
        <div className="row screen-only">
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
