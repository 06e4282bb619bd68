// The own account: what it holds in each currency, and taking out what could not be pushed.
import type { Currency } from "../../protocol/deployments.ts";
import { SoukError } from "../core/errors.ts";
import type { EscrowWallet } from "../core/ports/chain.ts";
import type { WalletCommands } from "../core/ports/commands.ts";
import type { OperationRunner } from "./operations.ts";
import { findCurrency } from "./typed.ts";

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
