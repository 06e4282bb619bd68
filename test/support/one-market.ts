// One network of three nodes for the chapters of a test file, each of which finds it as those before left it: a network of its own costs each ten seconds of CPU.
import { rmSync } from "node:fs";
import { type Stage, stageOf } from "../../scripts/demo/stage.ts";
import { type DevNetwork, FREE_PORTS, startNetwork } from "../../scripts/network/network.ts";
import { temporaryFolder } from "./folder.ts";

export const directory = temporaryFolder();
export let network: DevNetwork;
export let stage: Stage;

export async function open(): Promise<void> {
  network = await startNetwork({ directory, ports: FREE_PORTS, seed: "profiles" });
  stage = await stageOf(directory);
}

export async function close(): Promise<void> {
  await network?.stop();
  rmSync(directory, { recursive: true, force: true });
}
