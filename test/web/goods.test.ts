// A file on the page: what a listing says of it, how an order shows its way, and the download.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { OrderDetail } from "../../protocol/api/order-schemas.ts";
import { BUYER, SHOP } from "./support/fixture-shop.ts";
import { createFixtureWorld } from "./support/fixture-world.ts";
import { visit } from "./support/visit.ts";

type File = NonNullable<OrderDetail["file"]>;
const file: File = { name: "map.pdf", state: "waiting", bytes: 0, totalBytes: 3_000_000, problem: null };

describe("a file", () => {
  it("is awaited, comes nearer, and is downloaded; what is wrong is said", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, {}, world);
    const id = world.scenes.funded;
    let shown: File = {
      ...file,
      problem: { code: "peer.unreachable", message: "The seller's node is not online now." },
    };
    await buyer.page.route(`**/api/v1/orders/${id}`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...((await answer.json()) as OrderDetail), file: shown } });
    });
    const card = buyer.page.getByTestId("file");
    const show = async (next: Partial<File>) => {
      shown = { ...file, ...next };
      await buyer.page.reload();
      await buyer.page.locator(`[data-testid=file][data-state=${shown.state}]`).waitFor();
      return card.innerText();
    };
    await buyer.order.open(id);
    assert.match(await card.innerText(), /map\.pdf.*delivers it by itself.*not online now/s);
    await show({ state: "fetching", bytes: 1_500_000 });
    assert.equal(await card.getByRole("progressbar").getAttribute("value"), "1500000");
    assert.match(
      await show({ state: "failed", problem: { code: "file.wrong", message: "Its digest is another." } }),
      /not what was sold.*digest is another/s,
    );
    assert.equal(await card.getByTestId("download").count(), 0);
    await show({ state: "ready", bytes: 3_000_000 });
    assert.equal(await card.getByTestId("download").getAttribute("href"), `/api/v1/orders/${id}/file`);
    assert.deepEqual(buyer.faults, []);
  });

  it("may be as large as is said, in the units that the limit is round in", async () => {
    await using seller = await visit(SHOP);
    await seller.page.goto(`${seller.node.url}/#/sell/new`);
    await seller.page.getByText("Up to 256 MiB.").waitFor();
    assert.deepEqual(seller.faults, []);
  });

  it("is no part of an order of anything else", async () => {
    const world = createFixtureWorld();
    await using buyer = await visit(BUYER, {}, world);
    await buyer.order.open(world.scenes.funded);
    assert.equal(await buyer.page.getByTestId("file").count(), 0);
  });
});
