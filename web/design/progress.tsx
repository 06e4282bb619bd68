// How far a command is, said aloud as it changes; and why it failed.
import type { Command } from "../operation.ts";
import { TroubleNotice } from "./notice.tsx";

const WORDS: Record<Command["phase"], string> = {
  idle: "",
  sending: "Handing it to your node…",
  pending: "Signed and on its way. Waiting until it is confirmed…",
  done: "Done.",
  failed: "",
};

export function Progress({ command }: { command: Command }) {
  return (
    <div aria-live="polite" data-testid="progress" data-phase={command.phase}>
      {command.busy && (
        <p className="row muted">
          <span className="spinner" />
          {WORDS[command.phase]}
        </p>
      )}
      {command.trouble && <TroubleNotice trouble={command.trouble} />}
    </div>
  );
}
