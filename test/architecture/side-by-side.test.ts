// Scripts of package.json beside each other: one that fails is a fault, stops no other, and is shown whole.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { it } from "node:test";
import { type Ended, sideBySide } from "../../scripts/checks/side-by-side.ts";
import { temporaryFolder } from "../support/folder.ts";

const scripts = {
  good: "echo fine",
  bad: "echo half && echo whole >&2 && exit 3",
  killed: "kill -9 $$",
  late: "echo late",
};

async function run(names: string[], lanes: number, root: string): Promise<Ended[]> {
  writeFileSync(path.join(root, "package.json"), JSON.stringify({ scripts }));
  const ended: Ended[] = [];
  await sideBySide(root, names, lanes, (one) => ended.push(one));
  return ended;
}

for (const lanes of [1, 2]) {
  it(`all are run, ${lanes} at a time, whatever fails`, async (t) => {
    const ended = await run(Object.keys(scripts), lanes, temporaryFolder(t));
    const codes = Object.fromEntries(ended.map(({ name, code }) => [name, code]));
    assert.deepEqual(codes, { good: 0, bad: 3, killed: codes.killed, late: 0 });
    assert.notEqual(codes.killed, 0);
    assert.deepEqual(
      ended
        .find(({ name }) => name === "bad")!
        .output.split("\n")
        .toSorted(),
      ["", "half", "whole"],
    );
  });
}

it("a name without a script is refused before anything runs", async (t) => {
  await assert.rejects(run(["good", "none"], 1, temporaryFolder(t)), /package.json has no script none/);
});
