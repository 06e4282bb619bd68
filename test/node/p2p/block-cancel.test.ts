// A request for blocks is taken back while others of the same stream go on.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, describe, it } from "node:test";
import * as dagCbor from "@ipld/dag-cbor";
import { multiaddr } from "@multiformats/multiaddr";
import { decode, encode } from "it-length-prefixed";
import { fileOf } from "../../../bench/peers/media-peer.ts";
import { BLOCKS_PROTOCOL, MAX_GET } from "../../../node/p2p/media/block-wire.ts";
import { MB, createFileNursery } from "../../support/p2p-files.ts";
import { createStock } from "../../support/p2p-stock.ts";

const nursery = createFileNursery();
const LEAF = MB / 4;

describe("a request for blocks", () => {
  afterEach(nursery.end);

  it("is taken back: what was not sent yet is answered with nothing, and can be asked for anew", async () => {
    const { node } = await nursery.seed("a", 4 * MB, MB);
    const digests: Uint8Array[] = [];
    for await (const part of fileOf(4 * MB)) {
      for (let at = 0; at < part.length; at += LEAF) {
        digests.push(
          createHash("sha256")
            .update(part.subarray(at, at + LEAF))
            .digest(),
        );
      }
    }
    assert.equal(digests.length, MAX_GET);
    const stock = await createStock({ directory: nursery.folder() });
    nursery.stocks.push(stock);
    const connection = await stock.helia.libp2p.dial(multiaddr(node.address()));
    const stream = await connection.newStream(BLOCKS_PROTOCOL);
    const frames = decode(stream, { maxDataLength: 2 * MB });
    const send = (value: unknown) => stream.send(encode.single(dagCbor.encode(value)));
    const sizes = async (count: number): Promise<number[]> => {
      const list: number[] = [];
      while (list.length < count) list.push((await frames.next()).value!.byteLength);
      return list;
    };

    send({ ask: "get", digests }); // four seconds' worth
    assert.deepEqual(await sizes(1), [LEAF]);
    send({ ask: "cancel", digests: digests.slice(8) });
    const rest = await sizes(digests.length - 1);
    assert.deepEqual(rest.slice(0, 7), Array(7).fill(LEAF), "the others come");
    assert.deepEqual(rest.slice(7), Array(8).fill(0), "those do not");

    send({ ask: "cancel", digests: digests.slice(0, 1) }); // nothing is owed: it means nothing
    send({ ask: "get", digests: [digests[0]!, digests[8]!] });
    assert.deepEqual(await sizes(2), [LEAF, LEAF]);
    assert.deepEqual(node.network.refusals(), []);
  });
});
