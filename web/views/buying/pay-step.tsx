// The end of every purchase: what paying would do, what speaks against it, and the button that pays.
import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Progress } from "../../design/progress.tsx";
import { useNode } from "../../node.ts";
import type { Command } from "../../operation.ts";
import { type CartInput, type Fault, faultsOf, ordersOf, usePreview } from "./preview.ts";
import { PreviewChecks, type Remedy } from "./preview-checks.tsx";
import { PreviewTerms } from "./preview-terms.tsx";

export function PayStep({
  cart,
  amount,
  command,
  blocked,
  remedyOf,
  aside,
  onPay,
}: {
  cart: CartInput;
  /** What is paid, in words. */
  amount: string;
  command: Command;
  /** Something changed since: there is nothing to pay as it is. */
  blocked: boolean;
  remedyOf: (fault: Fault) => Remedy | undefined;
  /** Between the terms and the button. */
  aside?: React.ReactNode;
  onPay: (acceptUntrusted: boolean) => void;
}) {
  const { status } = useNode();
  const [acceptUntrusted, acceptThem] = useState(false);
  const [accepted, accept] = useState(false);
  const { preview, fresh, trouble, reload } = usePreview({ ...cart, acceptUntrusted });
  const stands = preview && faultsOf(preview).filter(({ check }) => check.check !== "consent" || !accepted);
  const ready = fresh && stands?.length === 0 && !blocked && status?.chain.reachable;
  return (
    <>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {preview ? <PreviewTerms preview={preview} /> : !trouble && <Skeleton height={280} />}
      {aside}
      {preview && (
        <PreviewChecks
          {...{ preview, accepted, remedyOf }}
          onAccepted={accept}
          onAcceptUntrusted={() => acceptThem(true)}
          onAgain={reload}
        />
      )}
      <Progress command={command} />
      <div className="stack tight">
        <Button
          kind="primary"
          icon="lock"
          wide
          busy={command.busy}
          disabled={!ready}
          onClick={() => onPay(acceptUntrusted)}
          data-testid="pay"
        >
          Pay {amount} into escrow
        </Button>
        <p className="muted small" aria-live="polite" data-testid="pay-hint">
          {!fresh && !trouble
            ? "Checking everything once more…"
            : stands && stands.length > 0
              ? "You can pay once what is marked above is put right. Nothing has been paid."
              : `Then ${preview && ordersOf(preview).length > 1 ? "each" : "the"} order has a page of its own, which says who is to act and until when.`}
        </p>
      </div>
    </>
  );
}
