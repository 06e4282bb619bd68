// Protocol and node against the compiled contracts: types that are signed, states, calls, errors and events agree by name and shape.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { type ErrorFragment, type EventFragment, Interface, type ParamType } from "ethers";
import { createEscrow, offerStruct } from "../../node/chain/escrow.ts";
import { PERIPHERY } from "../../node/chain/periphery-abi.ts";
import { hasWords } from "../../node/chain/reverts.ts";
import { CATALOGUE_FIELDS } from "../../protocol/catalogue.ts";
import { RELEASE_FIELDS, SETTLEMENT_FIELDS } from "../../protocol/consent.ts";
import type { Hex32 } from "../../protocol/ids.ts";
import { OFFER_FIELDS } from "../../protocol/offer.ts";
import { ORDER_CALLS, STATUSES, orderId } from "../../protocol/order.ts";
import { encodeType } from "../../protocol/typed-data.ts";
import { DOMAIN, sampleOrder } from "../support/sample.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const artifact = JSON.parse(
  readFileSync(path.join(ROOT, "artifacts/contracts/interfaces/IEscrow.sol/IEscrow.json"), "utf8"),
);
const abi = new Interface(artifact.abi);
const source = (file: string) => readFileSync(path.join(ROOT, "contracts", file), "utf8");

/** The string literals inside each `…_TYPEHASH = keccak256("…" "…")` of a source. */
const typesIn = (text: string): string[] =>
  [...text.matchAll(/_TYPEHASH\s*=\s*keccak256\(([^;]*)\)/g)].map(([, literals]) =>
    [...literals!.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join(""),
  );

test("every type that the escrow hashes is the one that protocol signs", () => {
  const ours = [
    encodeType("Offer", OFFER_FIELDS),
    encodeType("Catalogue", CATALOGUE_FIELDS),
    encodeType("Release", RELEASE_FIELDS),
    encodeType("Settlement", SETTLEMENT_FIELDS),
  ];
  const files = [
    "Escrow.sol",
    "Opening.sol",
    ...readdirSync(path.join(ROOT, "contracts/libraries")).map((f) => `libraries/${f}`),
  ];
  const theirs = files.flatMap((file) => typesIn(source(file))).filter((type) => !type.startsWith("EIP712Domain"));
  assert.deepEqual(theirs.toSorted(), ours.toSorted());
});

test("the statuses are the contract's enum, in its order", () => {
  const [, body] = /enum Status \{([^}]*)\}/.exec(source("types/OrderState.sol"))!;
  const names = body!.split(",").map((name) => name.trim().toLowerCase());
  assert.deepEqual(names, STATUSES);
});

/** What changes the state of no order that is there: opening, batches of calls that have rows, and accounts. */
const NOT_OF_AN_ORDER = [
  "open",
  "openMany",
  "openWithPermit",
  "openWithPermit2",
  "openWithAuthorization",
  "confirmMany",
  "settleMany",
  "withdraw",
  "retire",
  "raiseFloor",
];

test("the transition table has every function that changes an order, and no other", () => {
  const changing = artifact.abi
    .filter(({ type, stateMutability }: any) => type === "function" && !["view", "pure"].includes(stateMutability))
    .map(({ name }: any) => name as string);
  assert.deepEqual(changing.toSorted(), [...ORDER_CALLS, ...NOT_OF_AN_ORDER].toSorted());
});

test("what the node uses of bond and registry is what they have, and every error of theirs that it can meet has words", () => {
  const abiOf = (name: string) =>
    new Interface(
      JSON.parse(readFileSync(path.join(ROOT, `artifacts/contracts/interfaces/${name}.sol/${name}.json`), "utf8")).abi,
    );
  const theirs = new Set(
    ["ISellerBond", "IArbitratorRegistry"].flatMap((name) => abiOf(name).fragments.map((one) => one.format("sighash"))),
  );
  const ours = PERIPHERY.fragments.map((fragment) => fragment.format("sighash"));
  assert.deepEqual(
    ours.filter((signature) => !theirs.has(signature)),
    [],
  );
  const results = (from: Interface, name: string) =>
    from.getFunction(name)!.outputs.map((one) => one.format("sighash"));
  assert.deepEqual(results(PERIPHERY, "bondOf"), results(abiOf("ISellerBond"), "bondOf"));
  assert.deepEqual(results(PERIPHERY, "profileOf"), results(abiOf("IArbitratorRegistry"), "profileOf"));
  const errors = abiOf("IArbitratorRegistry").fragments.filter(({ type }) => type === "error") as ErrorFragment[];
  assert.ok(errors.length >= 8);
  for (const { name } of errors) assert.ok(hasWords(name) && PERIPHERY.getError(name), name);
});

test("every error of the escrow has words", () => {
  const errors = artifact.abi.filter(({ type }: any) => type === "error").map(({ name }: any) => name as string);
  assert.ok(errors.length > 20);
  assert.deepEqual(
    errors.filter((name: string) => !hasWords(name)),
    [],
  );
});

/** Any value of a type that the decoder takes. */
function some({ type, baseType, components }: ParamType): unknown {
  if (baseType === "tuple") return components!.map(some);
  if (type === "address") return `0x${"11".repeat(20)}`;
  if (type.startsWith("bytes")) return `0x${"22".repeat(Number(type.slice(5)))}`;
  return 4n;
}

test("every event of the escrow is decoded under its own name", () => {
  const { decode } = createEscrow(DOMAIN);
  const { offer, buyer, units, salt, referrer } = sampleOrder();
  const id = orderId(DOMAIN, sampleOrder());
  const events = artifact.abi.filter(({ type }: any) => type === "event").map(({ name }: any) => name as string);
  for (const name of events) {
    const fragment = abi.getEvent(name) as EventFragment;
    const values =
      name === "Opened"
        ? [id, offer.seller, buyer, offerStruct(offer), units, salt, referrer]
        : fragment.inputs.map(some);
    const { topics, data } = abi.encodeEventLog(fragment, values);
    const decoded = decode({
      address: DOMAIN.escrow,
      topics: topics as Hex32[],
      data: data as `0x${string}`,
      blockNumber: 1,
      blockHash: id,
      transactionHash: id,
      logIndex: 0,
    });
    assert.equal(decoded?.name, name);
  }
});
