// A file for sale in a listing: what its words may be, and how large it is once encrypted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { generateX25519Identity, identityToRecipient, Encrypter } from "age-encryption";
import { MAX_FILE_BYTES, file, fileDigest, maxSealedBytes } from "../../protocol/goods.ts";
import { encodeListing, parseListing } from "../../protocol/listing.ts";
import { parcel, sampleListing } from "../support/sample.ts";

const sample = { name: "map.pdf", mediaType: "application/pdf", bytes: 1, digest: `0x${"ab".repeat(32)}` };

test("a name leads out of no folder, and hides nothing", () => {
  for (const name of ["map.pdf", "Karte (neu), 2. Auflage.pdf", "地図.zip", "a"])
    assert.ok(file.safeParse({ ...sample, name }).success, name);
  const hostile = [
    "",
    ".",
    "..",
    "../map",
    "a/b",
    "a\\b",
    ".bashrc",
    "C:map",
    'a"b',
    "a\nb",
    "a\tb",
    "fdp\u202e.exe",
    "a.",
  ];
  for (const name of [...hostile, "a".repeat(121)]) assert.ok(!file.safeParse({ ...sample, name }).success, name);
});

test("type, size and digest are bounded", () => {
  for (const mediaType of ["text", "text/html; charset=utf-8", "Text/Html", "a/b/c", "a/", "text/x\r\ny"])
    assert.ok(!file.safeParse({ ...sample, mediaType }).success, mediaType);
  for (const bytes of [0, -1, 1.5, MAX_FILE_BYTES + 1]) assert.ok(!file.safeParse({ ...sample, bytes }).success);
  assert.ok(file.safeParse({ ...sample, bytes: MAX_FILE_BYTES }).success);
});

test("a listing of a file goes everywhere and asks for no shipping", () => {
  const judged = (changes: object) => parseListing(encodeListing(sampleListing(changes))).ok;
  const digital = { file: sample };
  assert.equal(judged(digital), true);
  assert.equal(judged({ ...digital, shipping: [parcel()] }), false);
  assert.equal(judged({ ...digital, shipsTo: ["PT"] }), false);
  assert.equal(judged({ ...digital, file: { ...sample, more: 1 } }), false);
});

test("the digest is of salt and bytes, however they come", () => {
  const digest = (salt: number[], ...parts: number[][]) => {
    const hash = fileDigest(new Uint8Array(salt));
    for (const part of parts) hash.update(new Uint8Array(part));
    return hash.digest();
  };
  // printf '\001\002\003' | sha256sum
  assert.equal(digest([1], [2, 3]), "0x039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
  assert.equal(digest([1], [2], [3]), digest([1], [2, 3]));
  assert.notEqual(digest([0], [2, 3]), digest([1], [2, 3]));
});

test("an encrypted file has no more bytes than is said, and hardly fewer", async () => {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
  for (const bytes of [1, 65_535, 65_536, 65_537, 1_000_000]) {
    const { length } = await encrypter.encrypt(new Uint8Array(bytes));
    assert.ok(length <= maxSealedBytes(bytes) && maxSealedBytes(bytes) - length < 1_100, `${bytes}: ${length}`);
  }
});
