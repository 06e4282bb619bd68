// Participants: who they are, what they did, and what this account holds.
import type { BalanceView, ProfileDetail, ProfileView } from "../../protocol/api/schemas.ts";
import { printable, printableLines } from "../terminal/text.ts";
import { record, table } from "../terminal/table.ts";
import {
  COIN,
  type Facts,
  NOTHING,
  idText,
  moneyText,
  percentText,
  ratingText,
  symbolText,
  whenText,
} from "./facts.ts";

export const profileTable = (items: readonly ProfileView[], facts: Facts): string =>
  table<ProfileView>(
    [
      { title: "account", cell: ({ owner }) => idText(facts, owner) },
      { title: "name", cell: ({ name }) => name, shrinks: true },
      { title: "place", cell: ({ location }) => location || NOTHING, shrinks: true },
      { title: "rating", cell: ({ rating }) => ratingText(rating) },
      { title: "listings", cell: ({ listings }) => String(listings), right: true },
      { title: "orders", cell: ({ orders }) => String(orders.completed), right: true },
      { title: "disputed", cell: ({ orders }) => String(orders.disputed), right: true },
      { title: "arbitrates for", cell: ({ arbitrator }) => (arbitrator ? percentText(arbitrator.feeBps) : NOTHING) },
    ],
    items,
    facts,
  );

export function profilePage(profile: ProfileDetail, facts: Facts): string {
  const { published, frozen, orders, arbitrator, registry, bond, selling } = profile;
  return record(
    [
      ["name", published ? facts.style("strong", printable(profile.name)) : "no profile of theirs has come here"],
      [
        "frozen",
        frozen
          ? facts.style(
              "bad",
              `signed two histories: shown is the state before them; the proof came ${whenText(facts, frozen.since)}`,
            )
          : undefined,
      ],
      ["account", profile.owner],
      ["place", profile.location ? printable(profile.location) : undefined],
      ["about", profile.about ? printableLines(profile.about) : undefined],
      ["rating", ratingText(profile.rating)],
      ["listings", String(profile.listings)],
      ["orders", `${orders.completed} completed, ${orders.refunded} refunded, ${orders.disputed} disputed`],
      ...(selling ? sellingLines(selling, facts) : []),
      ["arbitrates", arbitrator ? courtText(arbitrator) : undefined],
      [
        "registry",
        registry
          ? `${courtText(registry)}, ${registry.consents ? "takes" : "takes no"} new cases, since ${whenText(facts, registry.since)}`
          : undefined,
      ],
      ["bond", bond ? bondText(bond, facts) : undefined],
    ],
    facts,
  );
}

function sellingLines(selling: NonNullable<ProfileDetail["selling"]>, facts: Facts): [string, string | undefined][] {
  const { returns, shipping, terms, shipsFrom, currencies, arbitrators } = selling;
  const words = (text: string) => (text ? printableLines(text) : undefined);
  const list = (items: readonly string[]) => (items.length > 0 ? printable(items.join(", ")) : undefined);
  return [
    ["returns", words(returns)],
    ["shipping", words(shipping)],
    ["terms", words(terms)],
    ["ships from", list(shipsFrom)],
    ["takes", list(currencies.map((currency) => symbolText(facts, currency)))],
    ["ruled by", list(arbitrators)],
  ];
}

const courtText = ({ feeBps, languages }: { feeBps: number; languages: readonly string[] }): string =>
  printable(`for ${percentText(feeBps)}, in ${languages.join(", ")}`);

function bondText({ locked, leaving, availableAt }: NonNullable<ProfileDetail["bond"]>, facts: Facts): string {
  const coin = (amount: string) => moneyText(facts, amount, COIN);
  return availableAt
    ? `${coin(locked)}, and ${coin(leaving)} can be withdrawn ${whenText(facts, availableAt)}`
    : coin(locked);
}

export const balanceTable = (items: readonly BalanceView[], facts: Facts): string =>
  table<BalanceView>(
    [
      { title: "holds", cell: ({ amount, currency }) => moneyText(facts, amount, currency), right: true },
      { title: "to withdraw", cell: ({ credit, currency }) => moneyText(facts, credit, currency), right: true },
      { title: "currency", cell: ({ currency }) => (currency === COIN ? "the chain's coin" : idText(facts, currency)) },
    ],
    items,
    facts,
  );
