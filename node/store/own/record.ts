// How own.db keeps a record: canonical dag-cbor, which holds bytes as bytes.
import * as dagCbor from "@ipld/dag-cbor";

export const encodeRecord = (value: object): Uint8Array => dagCbor.encode(value);
export const decodeRecord = <T>({ record }: { record: Uint8Array }): T => dagCbor.decode<T>(record);
