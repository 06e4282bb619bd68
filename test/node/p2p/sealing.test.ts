// Sealing: only the reader opens it, and only for the purpose it was sealed for.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { createSealing } from "../../../node/p2p/sealing.ts";

const words = new TextEncoder().encode("12 Rose Lane, Springfield");

test("what one node seals to another, that one reads", async () => {
  const alice = await createSealing(randomBytes(32));
  const bob = await createSealing(randomBytes(32));
  const sealed = await alice.seal(bob.publicKey, "souk/delivery/0x01", words);
  assert.equal(Buffer.from(sealed.ciphertext).includes("Rose Lane"), false);
  assert.deepEqual(await bob.open("souk/delivery/0x01", sealed), words);
});

test("nobody else opens it, nor under another purpose, nor changed", async () => {
  const alice = await createSealing(randomBytes(32));
  const bob = await createSealing(randomBytes(32));
  const sealed = await alice.seal(bob.publicKey, "souk/delivery/0x01", words);
  await assert.rejects(alice.open("souk/delivery/0x01", sealed));
  await assert.rejects(bob.open("souk/delivery/0x02", sealed));
  const changed = Uint8Array.from(sealed.ciphertext, (byte, i) => (i === 3 ? byte ^ 1 : byte));
  await assert.rejects(bob.open("souk/delivery/0x01", { ...sealed, ciphertext: changed }));
});

test("the same seed gives the same key after a restart", async () => {
  const seed = randomBytes(32);
  assert.equal((await createSealing(seed)).publicKey, (await createSealing(seed)).publicKey);
});
