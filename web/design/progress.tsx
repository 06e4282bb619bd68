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
  const { progress } = command;
  return (
    <div aria-live="polite" data-testid="progress" data-phase={command.phase}>
      {command.busy && (
        <p className="row muted">
          <span className="spinner" />
          {progress ? `${progress.phase}: ${progress.done}${countText(progress.total)}` : WORDS[command.phase]}
        </p>
      )}
      {command.busy && progress && (
        <progress aria-label={progress.phase} max={progress.total ?? 1} value={barOf(progress)} />
      )}
      {command.trouble && <TroubleNotice trouble={command.trouble} />}
    </div>
  );
}

const countText = (total: number | null): string => (total === null ? "" : ` of ${total}`);
/** Undefined, a bar that only moves, as long as nobody knows how much it is. */
const barOf = ({ done, total }: { done: number; total: number | null }): number | undefined =>
  total === null ? undefined : Math.min(done, total);
