// The seeded shop, Linden & Lark of Ghent: its listings, and the profiles of the three who trade.
import type { ProfileDraft } from "../../protocol/api/participant-inputs.ts";
import { cloth } from "./departments/cloth.ts";
import { gardenAndPlay } from "./departments/garden-and-play.ts";
import { home } from "./departments/home.ts";
import { leatherAndPaper } from "./departments/leather-and-paper.ts";
import { table } from "./departments/table.ts";
import { DAY, type Goods, type SeedListing, shippingOf } from "./draft.ts";
import type { PictureName } from "./pictures.ts";

export interface SeedProfile extends Omit<ProfileDraft, "picture"> {
  picture: PictureName | null;
}

const FEE_BPS = 300;

/** @param arbitrator address of the one who rules; must have published a profile that says so, for at most 3 % */
export function catalogue({ arbitrator }: { arbitrator: string }): SeedListing[] {
  const arbitration = { arbitrator, feeBps: FEE_BPS, rulingWindow: 7 * DAY, defaultBuyerBps: 5_000 };
  const listing = (goods: Goods): SeedListing => {
    const { unarbitrated, courier: _, shipsTo: __, ...kept } = goods;
    return {
      ...kept,
      shipping: shippingOf(goods),
      shipsFrom: "BE",
      arbitration: unarbitrated ? null : arbitration,
    };
  };
  // The newest is shown first: each department puts one on the shelf in turn, so that the front page is mixed.
  const shelves = [home, gardenAndPlay, table, leatherAndPaper, cloth];
  const turns = Math.max(...shelves.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => shelves.flatMap((shelf) => shelf[turn] ?? []))
    .flat()
    .toReversed()
    .map(listing);
}

export const profiles: Record<"seller" | "buyer" | "arbitrator", SeedProfile> = {
  seller: {
    name: "Linden & Lark",
    about:
      "A workshop of three behind the old bakery on the Visserij. Marthe throws pots, Joris repairs what others throw away, Noor sews leather and cloth. What we make is made here, and what we restore is described with its scratches. Parcels leave on Mondays and Thursdays. If something is not right, write to us first: we answer the same day, and nobody has needed an arbitrator yet.",
    location: "Ghent, Belgium",
    picture: "shop-sign",
    selling: {
      returns:
        "Fourteen days to change your mind, unused and in its box; you pay the post back. If it arrived broken, we pay both ways.",
      shipping: "Parcels leave on Mondays and Thursdays, packed in straw and old newspapers.",
      terms: "",
      shipsFrom: ["BE"],
      currencies: ["tUSD"],
      arbitrators: [],
    },
    arbitrator: null,
  },
  buyer: {
    name: "Inês Carvalho",
    about: "Architect, coffee drinker, slow furnisher of an old flat in Alfama.",
    location: "Lisbon, Portugal",
    picture: "buyer",
    selling: null,
    arbitrator: null,
  },
  arbitrator: {
    name: "Hélène Dubois",
    about:
      "Thirty years a mediator for the chamber of commerce in Lyon, now retired and bored. I read both sides, ask for pictures, and decide within three days. If goods arrive damaged I look at the packing first; if they do not arrive I look at the tracking. I split only where both have a point.",
    location: "Lyon, France",
    picture: "arbitrator",
    selling: null,
    arbitrator: { feeBps: FEE_BPS, languages: ["fr", "en", "nl", "pt"] },
  },
};
