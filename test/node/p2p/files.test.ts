// Reading a file that is here already: its shape is judged again, because nobody says how it came.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CID } from "multiformats/cid";
import { createFiles } from "../../../node/p2p/media/files.ts";
import { type Find, createDag, soon } from "../../support/p2p-files.ts";

/** Over a store in memory that has all that was made. */
function filesOf(find: Find, onRead = () => {}) {
  const local = {
    put: (cid: CID) => cid,
    has: () => true,
    delete: () => {},
    async *get(cid: CID) {
      onRead();
      const bytes = find(cid.multihash.digest);
      if (!bytes) throw new Error("not here");
      yield bytes;
    },
  };
  return createFiles({ blockstore: local, local, downloads: { fetch: async () => {} } });
}

describe("reading a file", () => {
  it("ends when few blocks are named too often", async () => {
    const { leaf, repeat, find } = createDag();
    const bomb = repeat(leaf(Buffer.from("x")), 1, 1_000);
    let reads = 0;
    const files = filesOf(find, () => reads++);
    await assert.rejects(files.gather(bomb, 2_000, soon()), /too many blocks/);
    assert.ok(reads <= 5, `${reads} blocks were read`);
  });

  it("of two levels ends where a part of the lower one is missing or malformed, and rejects nobody else's promise", async (t) => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on("unhandledRejection", note);
    t.after(() => process.off("unhandledRejection", note));
    const { leaf, node, repeat, find } = createDag();
    const here = leaf(Buffer.from("x"));
    const missing = CID.parse("bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy");
    for (const part of [repeat(missing, 1, 1), node([here])]) {
      await assert.rejects(filesOf(find).gather(repeat(part, 1, 2), 2_000, soon()));
      await new Promise((resolve) => setImmediate(resolve)); // when Node tells of what nobody has handled
    }
    assert.deepEqual(unhandled, []);
  });

  it("of two levels gives its bytes in order", async () => {
    const { leaf, repeat, find } = createDag();
    const [a, b] = [leaf(Buffer.from("ab")), leaf(Buffer.from("cd"))];
    const root = repeat(repeat(a, 2, 2), 4, 2);
    assert.equal(Buffer.from(await filesOf(find).gather(root, 1_000_000, soon())).toString(), "abababab");
    assert.equal(Buffer.from(await filesOf(find).gather(b, 2_000, soon())).toString(), "cd");
  });

  it("lets everything else have its turn between its blocks", async () => {
    const { leaf, repeat, find } = createDag();
    let turns = 0;
    let isReading = true;
    const count = () => void (isReading && (turns++, setImmediate(count)));
    setImmediate(count);
    const root = repeat(leaf(Buffer.from("x")), 1, 50);
    assert.equal((await filesOf(find).gather(root, 2 ** 22, soon())).length, 50);
    isReading = false;
    assert.ok(turns >= 50, `${turns} turns`);
  });
});
