// What is not there is not removed in silence: the user learns that nothing was changed.
import assert from "node:assert/strict";
import { afterEach, it } from "node:test";
import { createAddressCommands } from "../../../node/commands/buying/addresses.ts";
import { createTrustCommands } from "../../../node/commands/buying/trust.ts";
import type { Sealing } from "../../../node/core/ports/own.ts";
import { BUYER, SELLER } from "../../support/sample.ts";
import { createStoreFolders } from "../../support/store-folder.ts";

const folders = createStoreFolders();
afterEach(folders.end);

it("an address that is not in the book", () => {
  const { addresses } = folders.create().own();
  const book = createAddressCommands({ addresses, sealing: {} as Sealing });
  assert.throws(() => book.remove("hoem"), { code: "address.unknown", subject: "hoem" });
});

it("an arbitrator who is not trusted; one who is, once", () => {
  const { trusted } = folders.create().own();
  const trust = createTrustCommands({ self: BUYER, trusted, profiles: { name: () => null } });
  trust.trust(SELLER);
  trust.distrust(SELLER);
  assert.throws(() => trust.distrust(SELLER), { code: "arbitrator.unknown", subject: SELLER });
});
