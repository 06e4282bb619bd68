// What Bitswap may read in one go: it gathers answers in memory, so there is an end to it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, it } from "node:test";
import { openDatabase } from "../../../node/p2p/database.ts";
import { cidOfDigest } from "../../../node/p2p/journal/identity.ts";
import { sha256 } from "../../../node/p2p/keys.ts";
import { createBlocks, gather } from "../../../node/p2p/media/blocks.ts";
import { createLent } from "../../../node/p2p/media/lent.ts";
import { createNursery } from "../../support/p2p-node.ts";

const MB = 2 ** 20;
const nursery = createNursery();
after(nursery.end);

it("blocks are lent to Bitswap up to eight megabytes at once; beyond it they are away for now, and never asked of the network", async () => {
  const database = openDatabase(nursery.folder());
  const lent = createLent(createBlocks(database));
  const cids = [];
  for (let number = 0; number < 20; number++) {
    const bytes = randomBytes(MB);
    cids.push(await lent.put(cidOfDigest(sha256(bytes)), bytes));
  }
  let given = 0;
  let away = 0;
  for (const cid of cids) {
    await gather(lent.get(cid) as AsyncIterable<Uint8Array> as never).then(
      ({ length }: Uint8Array) => (given += length),
      ({ name }: Error) => name === "NotFoundError" && away++,
    );
    assert.equal(await lent.has(cid), true);
  }
  assert.ok(given >= 8 * MB && given <= 14 * MB, `${given} bytes`);
  assert.equal(given / MB + away, cids.length);
  database.close();
});
