// Who calls a contract's function: rehearsals, as they are played, and the node, as its encoding says.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Writable } from "node:stream";
import { createNarrator } from "../demo/narrator.ts";
import { type CallsMade, type OURS, createCallsMade } from "../rehearse/calls-made.ts";
import { PROGRAMME } from "../rehearse/programme.ts";
import { openTheatre } from "../rehearse/stage.ts";

/** Plays everything, without a word. @returns names of scenarios by function, like `escrow.rule` */
export async function playedIn(): Promise<Map<string, string[]>> {
  const played = new Map<string, string[]>();
  let calls: CallsMade = createCallsMade();
  const theatre = await openTheatre({ note: (...call) => calls.note(...call) });
  const tell = createNarrator(new Writable({ write: (_chunk, _encoding, done) => done() }));
  try {
    for (const { name, monies, play } of PROGRAMME) {
      calls = createCallsMade();
      for (const money of monies) await theatre.perform(money, tell, play);
      for (const { called, made } of calls.all()) if (made) played.set(called, [...(played.get(called) ?? []), name]);
    }
  } finally {
    await theatre.close();
  }
  return played;
}

/** Files of the node that encode calls, with what says whose function a name is where two contracts have it. */
const NODE: Partial<Record<(typeof OURS)[number], { file: string; only?: readonly string[] }>> = {
  escrow: { file: "node/chain/escrow.ts" },
  bond: { file: "node/chain/periphery.ts" },
  registry: { file: "node/chain/periphery.ts", only: ["publish", "profileOf"] },
};

export async function calledBy(root: string, contract: (typeof OURS)[number], name: string): Promise<string[]> {
  const encoder = NODE[contract];
  if (!encoder || (encoder.only && !encoder.only.includes(name))) return [];
  const source = await readFile(path.join(root, encoder.file), "utf8");
  return source.includes(`"${name}"`) ? [encoder.file] : [];
}
