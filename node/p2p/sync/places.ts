// How many exchanges are at work at a time. One that waits for its peer gives its place away, so that silent peers keep nobody from being asked.
const PLACES = 4;
/** For an answer; an exchange goes on without its place. */
const PATIENCE_MS = 300;
/** In all: a peer that drips holds no place for ever either. */
const TURN_MS = 2_000;

export interface Place {
  /** Waits for what a peer has to do. */
  during<T>(work: Promise<T>): Promise<T>;
  leave(): void;
}

export type Places = ReturnType<typeof createPlaces>;

/** @param onFree called when there is a place again */
export function createPlaces(onFree: () => void) {
  let taken = 0;
  return {
    isFree: (): boolean => taken < PLACES,

    take(): Place {
      taken++;
      let held = true;
      const leave = () => {
        if (!held) return;
        held = false;
        clearTimeout(turn);
        taken--;
        onFree();
      };
      const turn = setTimeout(leave, TURN_MS).unref();
      return {
        async during(work) {
          const patience = setTimeout(leave, PATIENCE_MS);
          try {
            return await work;
          } finally {
            clearTimeout(patience);
          }
        },
        leave,
      };
    },
  };
}
