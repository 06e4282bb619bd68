// Problem details: every error code has a status and a title, and what was not foreseen has no words.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SoukError } from "../../../node/core/errors.ts";
import { knownProblem, problemOf } from "../../../node/http/problem.ts";
import { MoneyError } from "../../../protocol/money.ts";
import { problem } from "../../../protocol/api/schemas.ts";

describe("problem details", () => {
  it("carry what the error carries", () => {
    const error = new SoukError("listing.sold-out", "no cups left", {
      field: "units",
      subject: "0x1/cup",
      retryable: false,
    });
    assert.deepEqual(knownProblem(error), {
      type: "urn:souk:problem:listing.sold-out",
      title: "Sold out",
      status: 409,
      detail: "no cups left",
      code: "listing.sold-out",
      field: "units",
      subject: "0x1/cup",
      retryable: false,
    });
    assert.ok(problem.safeParse(problemOf("internal", "x")).success);
  });

  it("a code that is not of this version is still told", () => {
    const stored = problemOf("chain.long-gone" as "internal", "it failed");
    assert.deepEqual([stored.code, stored.status, stored.detail], ["chain.long-gone", 500, "it failed"]);
  });

  it("money errors of the protocol are the user's to mend", () => {
    assert.equal(knownProblem(new MoneyError("money.decimals", "too many"))!.status, 400);
  });

  it("unforeseen errors are nobody's problem", () => {
    for (const error of [new TypeError("x is undefined"), undefined, null, "text", { status: 418, type: "teapot" }]) {
      assert.equal(knownProblem(error), undefined);
    }
  });
});
