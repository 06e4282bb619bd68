// Which of the chosen pictures a product file means: by path, by name, by the last part of an address; and never perhaps another one.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { chosenPictures } from "../../web/views/selling/chosen-pictures.ts";

/** Each holds its own path. */
const chosen = (...paths: string[]) =>
  chosenPictures(
    paths.map((path) => {
      const file = new File([path], path.split("/").at(-1)!);
      return Object.assign(file, { webkitRelativePath: path.includes("/") ? path : "" });
    }),
  );
const found = async (find: ReturnType<typeof chosen>, source: string) =>
  new TextDecoder().decode(await find(source).catch((error: Error) => new TextEncoder().encode(error.message)));

describe("a picture of a product file among those chosen", () => {
  for (const [source, ...paths] of [
    ["lamp.png", "lamp.png", "cup.png"],
    ["./Photos/LAMP.png", "shop/photos/lamp.png", "shop/lamp.png"],
    ["photos/lamp.png", "photos/lamp.png", "photos/old/lamp.png"],
    ["lamp.png", "photos/lamp.png", "photos/old/lamp.png"],
    ["images/photos/lamp.png", "photos/lamp.png"],
    ["photos/lamp.png", "lamp.png"],
    ["C:\\shop\\photos\\lamp.png", "photos/lamp.png", "photos/old/lamp.png"],
    ["https://cdn.example.org/s/files/1/lamp.png?v=17", "photos/lamp.png"],
    ["file:///home/shop/a%20lamp.png", "a lamp.png"],
    ["cafe\u0301.png", "caf\u00e9.png"],
  ] as [string, ...string[]][]) {
    it(`${source} is ${paths[0]}${paths.length > 1 ? `, not ${paths[1]}` : ""}`, async () => {
      assert.equal(await found(chosen(...paths), source), paths[0]);
    });
  }

  for (const [source, why, ...paths] of [
    ["lamp.png", /no picture called lamp.png was chosen$/, "cup.png"],
    ["red/lamp.png", /or one in another folder/, "shop/blue/lamp.png"],
    ["lamp.png", /several of the chosen/, "shop/blue/lamp.png", "shop/red/lamp.png"],
    ["https://example.org/x/lamp.png", /not clear which/, "shop/blue/lamp.png", "shop/red/lamp.png"],
    ["", /no picture/, "lamp.png"],
    ["https://example.org/%", /no picture/, "lamp.png"],
  ] as [string, RegExp, ...string[]][]) {
    it(`${source || "nothing"} is none of ${paths.join(", ")}`, async () => {
      assert.match(await found(chosen(...paths), source), why);
    });
  }

  it("one picture is not taken for two of the same name", async () => {
    const find = chosen("lamp.png");
    assert.equal(await found(find, "red/lamp.png"), "lamp.png");
    assert.equal(await found(find, "red/lamp.png"), "lamp.png");
    assert.match(await found(find, "blue/lamp.png"), /not clear which/);
  });
});
