// The address book: the pinned code is the code that is compiled, and nothing in it is written in two ways.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { getCreateAddress } from "ethers";
import { DEPLOYMENTS, DEV_CHAIN_ID, deploymentOf } from "../../protocol/deployments.ts";
import { ZERO_ADDRESS } from "../../protocol/ids.ts";

test("the dev chain's escrow is pinned to the compiled code (a change of the contract changes both)", () => {
  const vectors = JSON.parse(readFileSync(new URL("../../protocol/vectors/escrow.json", import.meta.url), "utf8"));
  assert.equal(deploymentOf(DEV_CHAIN_ID)!.codeHash, vectors.runtimeCodeHash);
});

test("the dev chain's contracts are where its first account puts them, one after the other", () => {
  const { escrow, currencies, contracts } = deploymentOf(DEV_CHAIN_ID)!;
  const [coin, dollar, odd] = currencies;
  const [adapter] = contracts.adapters;
  const deployed = [
    escrow,
    dollar!.address,
    odd!.address,
    contracts.lens,
    contracts.registry,
    contracts.sellerBond,
    adapter!.court,
    adapter!.address,
  ];
  const from = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
  for (const [nonce, address] of deployed.entries()) {
    assert.equal(address, getCreateAddress({ from, nonce }).toLowerCase(), `nonce ${nonce}`);
  }
  assert.equal(coin!.address, ZERO_ADDRESS);
});

test("addresses are lower case, chains and currencies named once", () => {
  assert.equal(new Set(DEPLOYMENTS.map(({ chainId }) => chainId)).size, DEPLOYMENTS.length);
  for (const { escrow, currencies, contracts } of DEPLOYMENTS) {
    const { adapters, ...single } = contracts;
    const periphery = [...Object.values(single), ...adapters.flatMap(({ address, court }) => [address, court])];
    const known = periphery.filter((address) => address !== null);
    assert.equal(new Set(known).size, known.length);
    for (const address of [escrow, ...known, ...currencies.map((currency) => currency.address)]) {
      assert.match(address, /^0x[0-9a-f]{40}$/);
    }
    assert.equal(new Set(currencies.map(({ symbol }) => symbol)).size, currencies.length);
  }
});
