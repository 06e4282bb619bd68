// Reading a file that is here already: its shape is judged again, because nobody says how it came.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CID } from "multiformats/cid";
import { createFiles } from "../../../node/p2p/media/files.ts";
import { createDag, soon } from "../../support/p2p-files.ts";

describe("reading a file", () => {
  it("ends when few blocks are named too often", async () => {
    const { leaf, repeat, find } = createDag();
    const bomb = repeat(leaf(Buffer.from("x")), 1, 1_000);
    let reads = 0;
    const local = {
      put: (cid: CID) => cid,
      has: () => true,
      delete: () => {},
      async *get(cid: CID) {
        reads++;
        yield find(cid.multihash.digest)!;
      },
    };
    const files = createFiles({ blockstore: local, local, downloads: { fetch: async () => {} } });
    await assert.rejects(files.gather(bomb, 2_000, soon()), /too many blocks/);
    assert.ok(reads <= 5, `${reads} blocks were read`);
  });
});
