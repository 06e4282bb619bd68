// The OrbitDB identity of this node's journal key, kept in memory only (S-16): OrbitDB's own keystore would write the raw key to disk.
import * as dagCbor from "@ipld/dag-cbor";
import type { Identities, Identity } from "@orbitdb/core";
import { base58btc } from "multiformats/bases/base58";
import { CID } from "multiformats/cid";
import { create as createDigest } from "multiformats/hashes/digest";
import { publicKeyOf, sha256, sign, verify } from "../keys.ts";

const SHA2_256 = 0x12;

/** How OrbitDB names a block: base58btc of the CIDv1 (dag-cbor, sha2-256). */
export const hashOf = (bytes: Uint8Array): string => cidOfDigest(sha256(bytes)).toString(base58btc);

export const cidOfDigest = (digest: Uint8Array): CID => CID.createV1(dagCbor.code, createDigest(SHA2_256, digest));

/** What OrbitDB's publickey provider makes when key and identity key are one; deterministic for a key. */
export function createIdentity(privateKey: Uint8Array): Identity {
  const publicKey = publicKeyOf(privateKey);
  const id = sign(privateKey, publicKey);
  const block = {
    id: publicKey,
    publicKey,
    signatures: { id, publicKey: sign(privateKey, publicKey + id) },
    type: "publickey",
  };
  const bytes = dagCbor.encode(block);
  return {
    ...block,
    hash: hashOf(bytes),
    bytes,
    sign: async (_identity, data) => sign(privateKey, data),
    verify: async (signature, key, data) => verify(key, data, signature),
  };
}

/** OrbitDB's `identities`, for one identity and without look-ups on the network (S-4). */
export function createIdentities(identity: Identity): Identities {
  return {
    keystore: undefined,
    createIdentity: async () => identity,
    getIdentity: async (hash) => (hash === identity.hash ? identity : undefined),
    verifyIdentity: async (other) => other.hash === identity.hash,
    sign: identity.sign,
    verify: identity.verify,
  };
}
