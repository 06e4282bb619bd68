// News from one peer is passed on to the others after a pause, many at a time.
const PASS_ON_MS = 100;

/** @param prompt asks a peer for its digest, and shows it ours */
export function createSpread(peers: () => string[], prompt: (peerId: string) => void) {
  let passOn: NodeJS.Timeout | undefined;
  return {
    soon(): void {
      passOn ??= setTimeout(() => {
        passOn = undefined;
        for (const peerId of peers()) prompt(peerId);
      }, PASS_ON_MS).unref();
    },
    stop: (): void => clearTimeout(passOn),
  };
}
