// A stock libp2p peer that offers a journal's checkpoint as a test tells it, and serves blocks for it.
import * as dagCbor from "@ipld/dag-cbor";
import { decode, encode } from "it-length-prefixed";
import { type Checkpoint, type Item } from "../../protocol/checkpoint.ts";
import { type Address, fromHex, journalName } from "../../protocol/ids.ts";
import type { SignedCertificate } from "../../protocol/journal.ts";
import { createFileWriter } from "../../node/p2p/checkpoint/file.ts";
import { encodeItem } from "../../node/p2p/checkpoint/items.ts";
import { signCheckpoint } from "../../node/p2p/checkpoint/signing.ts";
import { SYNC_PROTOCOL } from "../../node/p2p/sync/wire.ts";
import { type Behaviour, createBlockSeed } from "./p2p-block-seed.ts";
import { CHAIN_ID, ESCROW, journalKeyOf } from "./p2p-node.ts";

export interface Offer {
  /** What the digest says of the journal. */
  row: { sequence: number; checkpoint: number; base: number };
  /** The answer to whoever asks for its checkpoint. */
  encoded: Uint8Array;
  find(digest: Uint8Array): Uint8Array | undefined;
  behaviour?: Behaviour;
}

export async function createCheckpointSeed(
  directory: string,
  certificate: SignedCertificate,
  { row, encoded, find, behaviour = "honest" }: Offer,
) {
  const peer = await createBlockSeed({ directory, behaviour, find });
  const owner = fromHex(certificate.owner);
  const { epoch, issuedAt } = certificate;
  const digest = [owner, row.sequence, epoch, issuedAt, new Uint8Array(32), 0, row.checkpoint, row.base];
  const answers: Record<string, unknown> = {
    digest: { rows: [digest], more: false, peers: [] },
    certificates: { certificates: [certificate] },
    checkpoints: { checkpoints: [encoded] },
    range: [],
  };
  await peer.helia.libp2p.handle(SYNC_PROTOCOL, async (stream) => {
    try {
      for await (const frame of decode(stream)) {
        const { ask } = dagCbor.decode<{ ask: string }>(frame.subarray());
        stream.send(encode.single(dagCbor.encode(answers[ask])));
      }
      await stream.close();
    } catch {
      // the asker hung up
    }
  });
  return peer;
}

/** Cuts chunks where it is told to, and signs whatever it is told to, as the owner can. */
export function forgeCheckpoint(
  seed: string,
  owner: Address,
  chunks: (Item | Uint8Array)[][],
  changes: Partial<Checkpoint> & { key?: string } = {},
) {
  const { key = seed, ...fields } = changes;
  const blocks = new Map<string, Uint8Array>();
  const hex = (digest: Uint8Array) => Buffer.from(digest).toString("hex");
  const writer = createFileWriter((digest, bytes) => blocks.set(hex(digest), bytes));
  for (const chunk of chunks) {
    writer.addLeaf(Buffer.concat(chunk.map((item) => (item instanceof Uint8Array ? item : encodeItem(item)))));
  }
  const { root, bytes } = writer.end();
  const journal = journalName(CHAIN_ID, ESCROW, owner);
  const head = new Uint8Array(32).fill(1);
  const items = chunks.flat().length;
  const words = { v: 1, kind: "checkpoint", journal, epoch: 1, sequence: 1, head, root, items, bytes } as const;
  const { encoded } = signCheckpoint({ ...words, ...fields }, journalKeyOf(key));
  return { encoded, find: (digest: Uint8Array) => blocks.get(hex(digest)) };
}
