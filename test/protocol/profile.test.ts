// Profiles: what a shop says of itself is bounded, harmless text with one form for each meaning.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeBlock } from "../../protocol/block.ts";
import type { Address } from "../../protocol/ids.ts";
import {
  MAX_ACCEPTED,
  MAX_ORIGINS,
  MAX_POLICY,
  MAX_PROFILE_BYTES,
  type Profile,
  type Selling,
  encodeProfile,
  parseProfile,
} from "../../protocol/profile.ts";
import { MAX_PICTURE_BYTES, MAX_THUMBNAIL_BYTES } from "../../protocol/picture.ts";
import { SELLER } from "../support/sample.ts";

const account = (n: number) => `0x${n.toString(16).padStart(40, "0")}` as Address;

const profile = (selling?: Selling): Profile => ({
  v: 1,
  kind: "profile",
  owner: SELLER,
  name: "Lantern Works",
  about: "",
  location: "",
  picture: null,
  arbitrator: null,
  ...(selling && { selling }),
});

const selling = (changes: Partial<Selling> = {}): Selling => ({
  returns: "Within 14 days.",
  shipping: "",
  terms: "",
  shipsFrom: ["PT"],
  currencies: [account(0)],
  arbitrators: [account(7)],
  ...changes,
});

test("a profile survives its block, with and without what it says of selling", () => {
  for (const value of [profile(), profile(selling())]) {
    const parsed = parseProfile(encodeProfile(value));
    assert.ok(parsed.ok, parsed.ok ? "" : parsed.reason);
    assert.deepEqual(parsed.value.value, value);
  }
});

const silent = { returns: "", shipsFrom: [], currencies: [], arbitrators: [] };
const broken: [string, unknown, RegExp][] = [
  ["nothing in it", selling(silent), /says nothing/],
  ["null in its place", null, /selling/],
  ["a field that nobody knows", { ...selling(), privacy: "none" }, /privacy/],
  ["a field left out", { ...selling(), terms: undefined }, /terms/],
  ["a policy above its bound", selling({ terms: "x".repeat(MAX_POLICY + 1) }), /terms/],
  ["a policy that reads backwards", selling({ returns: "never \u202e syad 41 nihtiw" }), /returns/],
  ["a policy that moves a terminal's cursor", selling({ shipping: "\u001b[2J" }), /shipping/],
  ["a policy that is not normalised", selling({ terms: "Cafe\u0301" }), /terms/],
  ["blanks around a policy", selling({ terms: " as agreed" }), /terms/],
  ["a country by its name", selling({ shipsFrom: ["Portugal"] }), /shipsFrom/],
  ["everywhere as an origin", selling({ shipsFrom: ["*"] }), /shipsFrom/],
  ["a country twice", selling({ shipsFrom: ["PT", "PT"] }), /stands twice/],
  ["a currency twice", selling({ currencies: [account(1), account(1)] }), /stands twice/],
  ["a currency in capitals", selling({ currencies: [`0x${"AB".repeat(20)}` as Address] }), /canonical form/],
  ["a currency by its symbol", selling({ currencies: ["tUSD" as Address] }), /currencies/],
  [
    "too many arbitrators",
    selling({ arbitrators: Array.from({ length: MAX_ACCEPTED + 1 }, (_, n) => account(n)) }),
    /arbitrators/,
  ],
  ["an arbitrator twice", selling({ arbitrators: [account(7), account(7)] }), /stands twice/],
  ["the seller as arbitrator", selling({ arbitrators: [SELLER] }), /nobody rules on their own sales/],
];

for (const [what, part, reason] of broken) {
  test(`a selling part with ${what} is refused`, () => {
    const { terms, ...rest } = (part ?? {}) as Partial<Selling>;
    const sent = part === null ? null : { ...rest, ...(terms === undefined ? {} : { terms }) };
    const parsed = parseProfile(encodeBlock({ ...profile(), selling: sent }));
    assert.equal(parsed.ok ? "" : parsed.code, "profile.malformed");
    assert.match(parsed.ok ? "" : parsed.reason, reason);
  });
}

test("every profile whose fields are in bounds fits into a block", () => {
  const widest = (length: number) => "語".repeat(length);
  const file = `baf${"a".repeat(56)}`;
  const codes = Array.from(
    { length: MAX_ORIGINS },
    (_, n) => `${String.fromCharCode(65 + Math.floor(n / 26))}${String.fromCharCode(65 + (n % 26))}`,
  );
  const bytes = encodeProfile({
    ...profile(),
    name: widest(60),
    about: widest(2_000),
    location: widest(80),
    picture: {
      cid: file,
      type: "image/webp",
      bytes: MAX_PICTURE_BYTES,
      width: 8_192,
      height: 8_192,
      alt: widest(200),
      thumbnail: { cid: file, bytes: MAX_THUMBNAIL_BYTES },
    },
    arbitrator: { feeBps: 1_000, languages: Array.from({ length: 16 }, () => widest(16)) },
    selling: {
      returns: widest(MAX_POLICY),
      shipping: widest(MAX_POLICY),
      terms: widest(MAX_POLICY),
      shipsFrom: codes,
      currencies: Array.from({ length: MAX_ACCEPTED }, (_, n) => account(n)),
      arbitrators: Array.from({ length: MAX_ACCEPTED }, (_, n) => account(n)),
    },
  });
  const parsed = parseProfile(bytes);
  assert.equal(parsed.ok ? "" : parsed.reason, "");
  assert.ok(bytes.length > MAX_PROFILE_BYTES / 2, `${bytes.length} bytes`);
});
