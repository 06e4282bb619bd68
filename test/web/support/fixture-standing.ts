// What the fixture answers about bonds and the registry of arbitrators: one of each, which everybody shares; and of who has no profile.
import type { Handlers } from "../../../node/http/handler.ts";
import type { Operation } from "../../../protocol/api/schemas.ts";
import type { Address } from "../../../protocol/ids.ts";
import { parseAmount } from "../../../protocol/money.ts";
import type { FixtureWorld } from "./fixture-world.ts";

const MONTH = 30 * 86_400;

export function standingHandlers(
  { clock, records }: FixtureWorld,
  me: Address,
  operate: (kind: string, wait: number, work: () => string) => Promise<Operation>,
): Pick<Handlers, "lockBond" | "requestBond" | "withdrawBond" | "publishArbitrator"> {
  const time = (seconds: number) => new Date(seconds * 1_000).toISOString();

  /** @returns whose it is */
  function move(locked: bigint, leaving: bigint): Address {
    const bond = records.bond!;
    bond.locked = (BigInt(bond.locked) + locked).toString();
    bond.leaving = (BigInt(bond.leaving) + leaving).toString();
    bond.availableAt = bond.leaving === "0" ? null : time(clock.now + MONTH);
    return me;
  }

  return {
    lockBond: ({ body, query }) => operate("lockBond", query.wait, () => move(parseAmount(body.amount, 18), 0n)),
    requestBond: ({ body, query }) =>
      operate("requestBond", query.wait, () => {
        const amount = parseAmount(body.amount, 18);
        return move(-amount, amount);
      }),
    withdrawBond: ({ query }) => operate("withdrawBond", query.wait, () => move(0n, -BigInt(records.bond!.leaving))),
    publishArbitrator: ({ body, query }) =>
      operate("publishArbitrator", query.wait, () => {
        records.registry = { ...body, since: time(clock.now) };
        return me;
      }),
  };
}
