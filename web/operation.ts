// Sends a command and follows its operations to the end, telling how far they are.
import { useRef, useState } from "react";
import { type Following, finished } from "../client/operations.ts";
import type { Operation, Progress } from "../protocol/api/schemas.ts";
import { ask } from "./api.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

export interface Command {
  phase: "idle" | "sending" | "pending" | "done" | "failed";
  trouble: Trouble | undefined;
  busy: boolean;
  /** Of one that takes a while, or of several; null while there is nothing to count. */
  progress: Progress | null;
  /** @returns the finished operation, or undefined if it failed (see `trouble`) or one is running already. */
  run: (send: (tell: (progress: Progress) => void) => Promise<Operation>) => Promise<Operation | undefined>;
  /** The same for a command that begins several: each goes on whatever becomes of the others. */
  runAll: <T extends { operations: Operation[] }>(
    send: () => Promise<T>,
  ) => Promise<{ answer: T; failed: Trouble[] } | undefined>;
}

const SECONDS = 120;

/** @param following for what takes longer, and says meanwhile how far it is */
export function useCommand(following: Pick<Following, "seconds" | "stepSeconds"> = {}): Command {
  const [phase, setPhase] = useState<Command["phase"]>("idle");
  const [trouble, setTrouble] = useState<Trouble>();
  const [progress, setProgress] = useState<Progress | null>(null);
  const busy = useRef(false);

  async function once<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (busy.current) return undefined;
    busy.current = true;
    setTrouble(undefined);
    setProgress(null);
    setPhase("sending");
    try {
      const done = await work();
      setPhase("done");
      return done;
    } catch (error) {
      setTrouble(troubleOf(error));
      setPhase("failed");
      return undefined;
    } finally {
      busy.current = false;
    }
  }

  const onStep = (told: Operation) => told.progress && setProgress(told.progress);
  const follow = (started: Operation): Promise<Operation> =>
    ask((api) => finished(api, started, { seconds: SECONDS, ...following, onStep }));

  return {
    phase,
    trouble,
    progress,
    busy: phase === "sending" || phase === "pending",
    run: (send) =>
      once(async () => {
        const started = await send(setProgress);
        setPhase("pending");
        return follow(started);
      }),
    runAll: (send) =>
      once(async () => {
        const answer = await send();
        setPhase("pending");
        const total = answer.operations.length;
        let done = 0;
        const failed: Trouble[] = [];
        const settle = async (operation: Operation) => {
          await follow(operation).catch((error: unknown) => failed.push(troubleOf(error)));
          done += 1;
          if (total > 1) setProgress({ phase: "confirmed", done, total });
        };
        await Promise.all(answer.operations.map(settle));
        return { answer, failed };
      }),
  };
}
