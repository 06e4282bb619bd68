// Sends a command and follows its operation to the end, telling how far it is.
import { useRef, useState } from "react";
import { finished } from "../client/operations.ts";
import type { Operation } from "../protocol/api/schemas.ts";
import { ask } from "./api.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

export interface Command {
  phase: "idle" | "sending" | "pending" | "done" | "failed";
  trouble: Trouble | undefined;
  busy: boolean;
  /** @returns the finished operation, or undefined if it failed (see `trouble`) or one is running already. */
  run: (send: () => Promise<Operation>) => Promise<Operation | undefined>;
}

export function useCommand(): Command {
  const [phase, setPhase] = useState<Command["phase"]>("idle");
  const [trouble, setTrouble] = useState<Trouble>();
  const busy = useRef(false);

  const run: Command["run"] = async (send) => {
    if (busy.current) return undefined;
    busy.current = true;
    setTrouble(undefined);
    setPhase("sending");
    try {
      const started = await send();
      setPhase("pending");
      const done = await ask((api) => finished(api, started, { seconds: 120 }));
      setPhase("done");
      return done;
    } catch (error) {
      setTrouble(troubleOf(error));
      setPhase("failed");
      return undefined;
    } finally {
      busy.current = false;
    }
  };
  return { phase, trouble, busy: phase === "sending" || phase === "pending", run };
}
