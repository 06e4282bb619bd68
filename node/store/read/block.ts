// Blocks as they are stored: judged before that, so they are only decoded.
import * as dagCbor from "@ipld/dag-cbor";

export const readBlock = <T>(block: Uint8Array): T => dagCbor.decode<T>(block);
