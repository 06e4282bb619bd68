// Examples of the routes about participants.
import { type Examples, STAND_INS } from "./example.ts";
import type { participantRoutes } from "./participant-routes.ts";

const params = { owner: STAND_INS.seller };
const query = { wait: "20" };

export const participantExamples: Examples<typeof participantRoutes> = {
  profiles: { query: { arbitrators: "true" } },
  profile: { params },
  reputation: { params },
  publishProfile: {
    query,
    body: {
      name: "Ada's lamps",
      about: "Old lamps, made new.",
      location: "Porto",
      selling: {
        returns: "Within 14 days, unused; I pay the post if it arrived broken.",
        shipping: "Parcels leave on Mondays and Thursdays.",
        shipsFrom: ["PT"],
        currencies: ["tUSD"],
        arbitrators: [STAND_INS.arbitrator],
      },
    },
  },
  lockBond: { query, body: { amount: "0.5" } },
  requestBond: { query, body: { amount: "0.2" } },
  withdrawBond: { query },
  publishArbitrator: { query, body: { feeBps: 250, languages: ["en", "pt"] } },
  following: {},
  follow: { params },
  unfollow: { params },
};
