// Transactions as the API shows them: which one took whose place, and which lost its nonce.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { TransactionRecord } from "../../../node/core/ports/transactions.ts";
import { transactionRoutes } from "../../../node/http/routes/transactions.ts";
import { transactionView } from "../../../protocol/api/transaction-schemas.ts";
import { hex32 } from "../../support/store-rows.ts";

const attempt = (hash: number, nonce: number) => ({
  hash: hex32(hash),
  nonce,
  gasLimit: 100_000n,
  maxFee: BigInt(hash) * 10n ** 9n,
  tip: 1n,
  block: hash,
});

it("a transaction that lost its nonce, was replaced at the next one and mined", async () => {
  const record: TransactionRecord = {
    id: "op-1/approve/tODD",
    call: "approve",
    status: "mined",
    nonce: 5,
    hash: hex32(2),
    block: 9,
    error: null,
    fee: 10n ** 30n,
    attempts: [attempt(1, 4), attempt(2, 5), attempt(3, 5)],
    createdAt: "2026-01-01T00:00:00.000Z",
  };
  const { transactions } = transactionRoutes({ list: () => ({ items: [record], next: "7" }) });
  const page = await transactions({ query: { limit: 1 } } as Parameters<typeof transactions>[0]);
  const [shown] = page.items.map((item) => transactionView.parse(item));
  assert.equal(page.next, "7");
  assert.deepEqual([shown!.operation, shown!.fee, shown!.hash], ["op-1", (10n ** 30n).toString(), hex32(2)]);
  assert.deepEqual(
    shown!.signed.map(({ replacedBy, displaced }) => [replacedBy, displaced]),
    [
      [null, true],
      [hex32(3), false],
      [null, false],
    ],
  );
});
