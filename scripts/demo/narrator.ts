// Tells the demo step by step; each claim is proved by a comparison, and a proof that differs ends the demo.

export interface Narrator {
  step(text: string): void;
  /** A fact that the reader can check for himself. */
  fact(name: string, value: string): void;
  /** @throws ProofFailed if the two differ */
  prove<T extends string | number | bigint | boolean>(claim: string, actual: T, expected: T): void;
  /** @returns how many proofs held */
  end(): number;
}

export class ProofFailed extends Error {
  override readonly name = "ProofFailed";
}

export function createNarrator(out: NodeJS.WritableStream): Narrator {
  let steps = 0;
  let proofs = 0;
  const began = performance.now();
  return {
    step(text) {
      out.write(`\n${String(++steps).padStart(2)}. ${text}\n`);
    },
    fact(name, value) {
      out.write(`      ${name.padEnd(14)} ${value}\n`);
    },
    prove(claim, actual, expected) {
      if (actual !== expected) throw new ProofFailed(`${claim}: expected ${expected}, got ${actual}`);
      proofs++;
      out.write(`    ✓ ${claim}\n`);
    },
    end() {
      out.write(`\n${proofs} proofs held in ${((performance.now() - began) / 1_000).toFixed(1)} s.\n`);
      return proofs;
    },
  };
}
