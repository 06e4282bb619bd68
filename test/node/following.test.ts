// Whom a node follows: kept over a restart, never itself, and not without end.
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { MAX_FOLLOWED, createFollowingCommands } from "../../node/commands/peers/following.ts";
import type { Following } from "../../node/core/ports/own.ts";
import type { Address } from "../../protocol/ids.ts";
import { BUYER, SELLER } from "../support/sample.ts";
import { createStoreFolders } from "../support/store-folder.ts";

const folders = createStoreFolders();
afterEach(folders.end);

function commandsOver(following: Following) {
  const changes: [Address, boolean][] = [];
  const commands = createFollowingCommands({
    self: BUYER,
    following,
    head: () => undefined,
    name: () => null,
    onChange: (...change) => changes.push(change),
  });
  return { commands, changes };
}

describe("following", () => {
  it("is kept over a restart, newest first, and told of once", () => {
    const folder = folders.create();
    const own = folder.own();
    const { commands, changes } = commandsOver(own.following);
    const other = `0x${"0f".repeat(20)}` as Address;
    assert.equal(commands.follow(SELLER).sequence, 0);
    commands.follow(other);
    commands.follow(SELLER);
    const nobody = `0x${"0e".repeat(20)}` as Address;
    assert.throws(() => commands.unfollow(nobody), { code: "following.unknown", subject: nobody });
    own.close();
    const again = folder.own();
    assert.deepEqual(
      again.following.list().map(({ owner }) => owner),
      [other, SELLER],
    );
    assert.deepEqual(changes, [
      [SELLER, true],
      [other, true],
    ]);
    assert.ok(again.following.has(SELLER) && again.following.remove(SELLER));
    assert.equal(again.following.remove(SELLER), false);
    assert.equal(again.following.has(SELLER), false);
  });

  it("is of others, and of a thousand at most", () => {
    const { commands } = commandsOver(folders.create().own().following);
    assert.throws(() => commands.follow(BUYER), { code: "input.invalid", field: "owner" });
    const full = Array.from({ length: MAX_FOLLOWED }, (_, number) => ({
      owner: `0x${number.toString(16).padStart(40, "0")}` as Address,
      since: "2026-01-01T00:00:00.000Z",
    }));
    const crowded = commandsOver({ add: () => true, remove: () => true, has: () => false, list: () => full });
    assert.throws(() => crowded.commands.follow(SELLER), { code: "input.invalid", field: "owner" });
    assert.deepEqual(crowded.changes, []);
  });
});
