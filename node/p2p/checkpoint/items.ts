// Items in a chunk: canonical dag-cbor of [key, sequence, record], each after its length as an unsigned varint (K-3).
import { type Item, MAX_CHUNK_BYTES, MAX_ITEM_BYTES, parseItem } from "../../../protocol/checkpoint.ts";
import { encodeBlock } from "../../../protocol/block.ts";
import { type Verdict, accept, refuse } from "../../../protocol/verdict.ts";

/** With the bytes it takes in a chunk. */
export interface EncodedItem {
  item: Item;
  bytes: Uint8Array;
}

export function encodeItem(item: Item): Uint8Array {
  const body = encodeBlock(item);
  return Buffer.concat([varint(body.length), body]);
}

/** unsigned-varint (multiformats). */
export function varint(value: number): Uint8Array {
  const out: number[] = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) out.push((value % 0x80) | 0x80);
  return Uint8Array.from([...out, value]);
}

/** Of bytes that anybody may have sent: size, lengths, canonical form and shape of each item. */
export function parseItems(chunk: Uint8Array): Verdict<EncodedItem[]> {
  if (chunk.length > MAX_CHUNK_BYTES) return refuse("checkpoint.chunk", `a chunk is at most ${MAX_CHUNK_BYTES} bytes`);
  const list: EncodedItem[] = [];
  for (let at = 0; at < chunk.length;) {
    let length = 0;
    let start = at;
    for (let shift = 0; ; shift += 7) {
      const byte = chunk[start++];
      if (byte === undefined || shift > 14) return refuse("checkpoint.chunk", "an item's length is not a varint");
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const end = start + length;
    if (length > MAX_ITEM_BYTES || end > chunk.length)
      return refuse("checkpoint.chunk", "an item ends beyond its chunk");
    const item = parseItem(chunk.subarray(start, end));
    if (!item.ok) return item;
    list.push({ item: item.value, bytes: chunk.subarray(at, end) });
    at = end;
  }
  return accept(list);
}
