// Decides whether a journal may publish this profile: only about its owner.
import type { Address, Cid } from "../../protocol/ids.ts";
import { type Profile, parseProfile } from "../../protocol/profile.ts";
import { type Verdict, accept, refuse } from "../../protocol/verdict.ts";

export interface ProfileRow {
  profile: Profile;
  cid: Cid;
  block: Uint8Array;
  sequence: number;
}

/** Rule P-1: the journal's owner is the profile's owner. */
export function judgeProfile(block: Uint8Array, owner: Address, sequence: number): Verdict<ProfileRow> {
  const parsed = parseProfile(block);
  if (!parsed.ok) return parsed;
  const { value: profile, cid } = parsed.value;
  if (profile.owner !== owner) return refuse("profile.owner", `${owner} cannot speak for ${profile.owner}`);
  return accept({ profile, cid, block, sequence });
}
