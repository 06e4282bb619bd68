// What is typed of a shipping profile: regions, ways, and steps of weight.
import type { z } from "zod";
import { type ShippingProfile, shippingProfile } from "../../../protocol/api/shipping-inputs.ts";
import { IN_WORDS } from "../../../protocol/fault-words.ts";
import { tidy } from "../../../protocol/text.ts";

export interface StepForm {
  key: number;
  /** Grams; empty: any weight. */
  upTo: string;
  first: string;
  /** Empty: as the first. */
  further: string;
}
export interface WayForm {
  key: number;
  title: string;
  min: string;
  max: string;
  steps: StepForm[];
}
export interface ZoneForm {
  key: number;
  to: string[];
  options: WayForm[];
}
export interface ProfileForm {
  title: string;
  currency: string;
  zones: ZoneForm[];
}

export const emptyStep = (): StepForm => ({ key: Math.random(), upTo: "", first: "", further: "" });
export const emptyWay = (): WayForm => ({ key: Math.random(), title: "", min: "", max: "", steps: [emptyStep()] });
export const emptyZone = (to: string[]): ZoneForm => ({ key: Math.random(), to, options: [emptyWay()] });

export const emptyProfile = (currency: string): ProfileForm => ({ title: "", currency, zones: [emptyZone(["*"])] });

export const formOfProfile = ({ title, currency, zones }: ShippingProfile): ProfileForm => ({
  title,
  currency,
  zones: zones.map(({ to, options }) => ({
    key: Math.random(),
    to,
    options: options.map((way) => ({
      key: Math.random(),
      title: way.title,
      min: way.days ? String(way.days.min) : "",
      max: way.days ? String(way.days.max) : "",
      steps: way.steps.map(({ upTo, first, further = "" }) => ({
        key: Math.random(),
        upTo: upTo === null ? "" : String(upTo),
        first,
        further,
      })),
    })),
  })),
});

const number = (text: string): number | null => (text.trim() === "" ? null : Number(text));

function profileOf({ title, currency, zones }: ProfileForm): z.input<typeof shippingProfile> {
  return {
    title: tidy(title),
    currency,
    zones: zones.map(({ to, options }) => ({
      to,
      options: options.map(({ title: name, min, max, steps }) => ({
        title: tidy(name),
        days: min.trim() || max.trim() ? { min: Number(min.trim() || max), max: Number(max.trim() || min) } : null,
        steps: steps.map(({ upTo, first, further }) => ({
          upTo: number(upTo),
          first: first.trim(),
          ...(further.trim() && { further: further.trim() }),
        })),
      })),
    })),
  };
}

const NEEDED: [RegExp, string][] = [
  [/^title$/, "What do you call it?"],
  [/\.title$/, "How is it sent?"],
  [/\.first$/, "How much?"],
  [/\.to(\.|$)/, "Choose at least one country, or everywhere."],
  [/\.days\./, "Whole days."],
  [/\.steps$/, "Each step goes to a higher weight; only the last may be for any."],
  [/\.upTo$/, "Whole grams."],
];

/** @returns the profile, or what is wrong with it by the path of the field */
export function checkedProfile(form: ProfileForm): { profile: ShippingProfile } | { wrong: Record<string, string> } {
  const result = shippingProfile.safeParse(profileOf(form), IN_WORDS);
  if (result.success) return { profile: result.data };
  const wrong: Record<string, string> = {};
  for (const { path, message } of result.error.issues) {
    const field = path.join(".");
    wrong[field] ??= NEEDED.find(([pattern]) => pattern.test(field))?.[1] ?? message;
  }
  return { wrong };
}
