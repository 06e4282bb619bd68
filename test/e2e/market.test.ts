// What only needs a seller, a buyer and an arbitrator, one chapter after the other in one market. In this order: the first counts all orders, the last leaves no arbitrator.
import { after, before, describe } from "node:test";
import { close, open } from "../support/one-market.ts";

before(open);
after(close);

describe("selling", async () => void (await import("./market/selling.ts")));
describe("the guides", async () => void (await import("./market/guides.ts")));
describe("review texts", async () => void (await import("./market/review-texts.ts")));
describe("goods", async () => void (await import("./market/goods.ts")));
describe("before paying", async () => void (await import("./market/before-paying.ts")));
