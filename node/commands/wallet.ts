// The own account: what it holds in each currency, and taking out what could not be pushed.
import type { BalanceView } from "../../protocol/api/schemas.ts";
import type { Currency } from "../../protocol/deployments.ts";
import type { Address } from "../../protocol/ids.ts";
import { SoukError } from "../core/errors.ts";
import type { EscrowWallet } from "../core/ports/chain.ts";
import type { StoredOperation } from "../core/ports/own.ts";
import { findCurrency } from "./drafts.ts";
import type { OperationRunner } from "./operations.ts";

export interface WalletCommands {
  /** @throws SoukError `chain.unreachable` (retryable) */
  balances(): Promise<BalanceView[]>;
  /** @throws SoukError `currency.unknown`, `funds.nothing-to-withdraw` */
  withdraw(input: { currency: Address; to?: Address | undefined }): Promise<StoredOperation>;
}

export function createWalletCommands({
  wallet,
  currencies,
  operations,
}: {
  wallet: EscrowWallet;
  currencies: readonly Currency[];
  operations: OperationRunner;
}): WalletCommands {
  return {
    balances: () =>
      Promise.all(
        currencies.map(async ({ address: currency }) => {
          const [amount, credit] = await Promise.all([wallet.balance(currency), wallet.credit(currency)]);
          return { currency, amount: amount.toString(), credit: credit.toString() };
        }),
      ),
    async withdraw({ currency: wanted, to = wallet.address }) {
      const { address: currency, symbol } = findCurrency(currencies, wanted);
      if ((await wallet.credit(currency)) === 0n) {
        throw new SoukError("funds.nothing-to-withdraw", `The escrow holds no ${symbol} for you to withdraw`, {
          field: "currency",
        });
      }
      return operations.run({ kind: "withdraw", subject: currency, call: { call: "withdraw", currency, to } });
    },
  };
}
