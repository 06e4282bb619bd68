// A long technical text, shown short, copied in full on a click.
import { useState } from "react";
import { Icon } from "./icon.tsx";

export function CopyText({ text, shown }: { text: string; shown: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <button type="button" className="copy" title={text} onClick={() => void copy()} onBlur={() => setCopied(false)}>
      <code>{shown}</code>
      <Icon name={copied ? "check" : "copy"} size={15} />
      <span className="hidden" aria-live="polite">
        {copied ? "Copied" : "Copy"}
      </span>
    </button>
  );
}
