// The committed gas snapshot: a change of any figure shows as a diff of gas.snapshot.json.
import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { measureGas } from "./support/gas.ts";

describe("gas", () => {
  it("should be what gas.snapshot.json says (npm run bench:gas -- --snapshot writes it)", async () => {
    const snapshot = JSON.parse(await readFile(new URL("gas.snapshot.json", import.meta.url), "utf8"));
    expect(await measureGas()).to.deep.equal(snapshot);
  });
});
