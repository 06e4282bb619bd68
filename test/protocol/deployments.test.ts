// The address book: the pinned code is the code that is compiled, and nothing in it is written in two ways.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { DEPLOYMENTS, DEV_CHAIN_ID, deploymentOf } from "../../protocol/deployments.ts";

test("the dev chain's escrow is pinned to the compiled code (a change of the contract changes both)", () => {
  const vectors = JSON.parse(readFileSync(new URL("../../protocol/vectors/escrow.json", import.meta.url), "utf8"));
  assert.equal(deploymentOf(DEV_CHAIN_ID)!.codeHash, vectors.runtimeCodeHash);
});

test("addresses are lower case, chains and currencies named once", () => {
  assert.equal(new Set(DEPLOYMENTS.map(({ chainId }) => chainId)).size, DEPLOYMENTS.length);
  for (const { escrow, currencies } of DEPLOYMENTS) {
    for (const address of [escrow, ...currencies.map((currency) => currency.address)]) {
      assert.match(address, /^0x[0-9a-f]{40}$/);
    }
    assert.equal(new Set(currencies.map(({ symbol }) => symbol)).size, currencies.length);
  }
});
