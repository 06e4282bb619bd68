// The HTTP routes about shipping profiles.
import { z } from "zod";
import { listingId } from "../ids.ts";
import { waitQuery } from "./inputs.ts";
import { route } from "./route.ts";
import * as out from "./schemas.ts";
import * as shipping from "./shipping-inputs.ts";

const key = z.strictObject({ profile: listingId });

export const shippingRoutes = {
  shippingProfiles: route({
    method: "get",
    path: "/shop/shipping-profiles",
    summary: "What sending costs, by region, way and weight",
    status: 200,
    answer: z.array(shipping.shippingProfileView),
  }),
  shippingProfile: route({
    method: "get",
    path: "/shop/shipping-profiles/:profile",
    summary: "One shipping profile, and what uses it",
    params: key,
    status: 200,
    answer: shipping.shippingProfileView,
  }),
  saveShippingProfile: route({
    method: "put",
    path: "/shop/shipping-profiles/:profile",
    summary: "Keep a shipping profile; listings on sale stay as they are until they are published again",
    params: key,
    body: shipping.shippingProfile,
    status: 200,
    answer: shipping.shippingProfileView,
  }),
  republishByProfile: route({
    method: "post",
    path: "/shop/shipping-profiles/:profile/republish",
    summary: "Publish again what is on sale with this profile, as it is now: all or none",
    params: key,
    query: waitQuery,
    status: 202,
    answer: out.operation,
  }),
  removeShippingProfile: route({
    method: "delete",
    path: "/shop/shipping-profiles/:profile",
    summary: "Forget a shipping profile that nothing uses",
    params: key,
    status: 204,
  }),
} as const;
