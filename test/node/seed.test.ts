// The seeded shop: every draft is one the API accepts, every picture one the node accepts.
import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { createListingDrafts } from "../../node/commands/shop/listing-drafts.ts";
import { listingDraft } from "../../protocol/api/inputs.ts";
import { profileDraft } from "../../protocol/api/participant-inputs.ts";
import { DEPLOYMENTS } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import { MAX_PICTURE_BYTES, picture } from "../../protocol/picture.ts";
import { catalogue, profiles } from "../../scripts/seed/catalogue.ts";
import type { SeedFile } from "../../scripts/seed/draft.ts";
import { PICTURES, type PictureName, renderPicture } from "../../scripts/seed/pictures.ts";

const SELLER = `0x${"11".repeat(20)}` as Address;
const ARBITRATOR = `0x${"22".repeat(20)}` as Address;
const drafts = catalogue({ arbitrator: ARBITRATOR });
const deployment = DEPLOYMENTS[0]!;

const build = createListingDrafts({
  self: SELLER,
  escrow: deployment.escrow,
  currencies: deployment.currencies,
  courts: [],
  vault: { find: (digest) => ({ salt: new Uint8Array(16), bytes: digest === DIGEST ? fileBytes : 0 }) },
  listings: { listed: () => undefined, stock: () => ({ sold: 0, retired: false, floor: 0 }) },
  profiles: { view: () => ({ ...profiles.arbitrator, owner: ARBITRATOR }) as never },
});

const stored = (name: PictureName) => ({
  cid: `bafkrei${"a".repeat(52)}`,
  type: "image/webp" as const,
  bytes: 50_000,
  width: 1_200,
  height: 900,
  alt: PICTURES[name].alt,
  thumbnail: { cid: `bafkrei${"b".repeat(52)}`, bytes: 9_000 },
});

const DIGEST = `0x${"c".repeat(64)}`;
let fileBytes = 0;

const asStored = ({ name, mediaType, text }: SeedFile) => {
  fileBytes = Buffer.byteLength(text());
  return { name, mediaType, bytes: fileBytes, digest: DIGEST };
};

for (const draft of drafts) {
  test(`${draft.id}: the API accepts the draft, and its offers can be paid`, () => {
    const parsed = listingDraft.parse({
      ...draft,
      pictures: draft.pictures.map(stored),
      file: draft.file ? asStored(draft.file) : null,
    });
    assert.ok(parsed.pictures.length > 0, "it has a picture");
    assert.ok(parsed.description.split(/[.?!:;] /).length >= 3, "somebody described it");
    // As the node will publish it: stricter than what a person may type.
    const [built] = build.buildAll([parsed], () => "");
    assert.equal(built!.listing.id, draft.id);
    assert.equal(built!.listing.shipping.length === 0, draft.file !== undefined);
  });
}

test("the shop is one to look around in", () => {
  const count = (of: (draft: (typeof drafts)[number]) => unknown) => drafts.filter(of).length;
  assert.ok(drafts.length >= 28);
  assert.equal(new Set(drafts.map(({ id }) => id)).size, drafts.length, "no two have the same id");
  assert.ok(new Set(drafts.map(({ category }) => category)).size >= 6);
  assert.ok(count(({ variants }) => variants.length > 1) >= 3, "with variants");
  assert.ok(count(({ variants }) => variants.some(({ stock }) => stock === 1)) >= 3, "single pieces");
  assert.ok(count(({ variants }) => variants.some(({ stock }) => stock === null)) >= 2, "uncounted stock");
  assert.ok(count(({ currency }) => currency === "ETH") >= 3, "priced in the coin");
  assert.equal(
    count(({ arbitration }) => arbitration === null),
    2,
    "without arbitration",
  );
});

test("the three profiles are ones the API accepts, and the arbitrator asks what the listings offer", () => {
  for (const { picture: name, ...profile } of Object.values(profiles)) {
    profileDraft.parse({ ...profile, picture: name && stored(name) });
  }
  const fee = profiles.arbitrator.arbitrator?.feeBps ?? Infinity;
  for (const { arbitration } of drafts) assert.ok(!arbitration || (arbitration.feeBps ?? 0) >= fee);
});

test("every picture renders to a valid image of 1200 × 900 under 2 MiB, the same each time", async () => {
  const names = Object.keys(PICTURES) as PictureName[];
  const used = new Set([
    ...drafts.flatMap(({ pictures }) => pictures),
    ...Object.values(profiles).map((p) => p.picture),
  ]);
  for (const name of names) {
    assert.ok(used.has(name), `${name} is used`);
    picture.parse(stored(name));
    const png = await renderPicture(name);
    assert.ok(png.length < MAX_PICTURE_BYTES, `${name}: ${png.length} bytes`);
    const { info } = await sharp(png, { failOn: "warning" }).raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [1_200, 900], name);
    const { channels } = await sharp(png).stats();
    assert.ok(
      channels.some(({ stdev }) => stdev > 12),
      `${name} shows something`,
    );
  }
  assert.deepEqual(await renderPicture(names[0]!), await renderPicture(names[0]!));
});
