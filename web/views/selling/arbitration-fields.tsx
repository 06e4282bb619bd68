// Who rules in a dispute about a listing: chosen among those who offer it, with their fee.
import { useId } from "react";
import { ask } from "../../api.ts";
import { TextField } from "../../design/field.tsx";
import { percent } from "../../design/money.tsx";
import { Notice } from "../../design/notice.tsx";
import { Avatar, shortAddress } from "../../design/party.tsx";
import { useNode } from "../../node.ts";
import { useQuery } from "../../query.ts";
import { type ListingParts, bind } from "./listing-fields.tsx";
import { languagesText } from "../people/languages.ts";

/** Whoever offers to rule. */
export const useArbitrators = () =>
  useQuery("arbitrators", (signal) => ask((api) => api.profiles({ query: { arbitrators: true }, signal })), [
    "profile.",
  ]);

export function ArbitrationFields(parts: ListingParts) {
  const { form, onForm } = parts;
  const { me } = useNode();
  const group = useId();
  const { data } = useArbitrators();
  const arbitrators = (data ?? []).filter(({ owner }) => owner !== me);
  const isKnown = !form.arbitrator || arbitrators.some(({ owner }) => owner === form.arbitrator);
  const id = useId();
  return (
    <section className="card stack" aria-label="Disputes">
      <h2>If there is a dispute</h2>
      <fieldset className="stack tight">
        <legend className="hidden">Arbitrator</legend>
        {arbitrators.map((profile) => (
          <label key={profile.owner} className="choice">
            <input
              type="radio"
              name={group}
              checked={form.arbitrator === profile.owner}
              onChange={() => onForm({ arbitrator: profile.owner, feeBps: profile.arbitrator!.feeBps })}
              data-testid={`arbitrator-${profile.owner}`}
            />
            <Avatar address={profile.owner} name={profile.name} picture={profile.picture} />
            <span className="fill">
              <strong>{profile.name || shortAddress(profile.owner)}</strong>
              <span className="muted small">
                {" "}
                · {percent(profile.arbitrator!.feeBps)} for a ruling
                {profile.arbitrator!.languages.length > 0 && ` · ${languagesText(profile.arbitrator!.languages)}`}
              </span>
            </span>
          </label>
        ))}
        {!isKnown && (
          <label className="choice">
            <input type="radio" name={group} checked readOnly />
            <span className="fill">{shortAddress(form.arbitrator)} · as before</span>
          </label>
        )}
        <label className="choice">
          <input
            type="radio"
            name={group}
            checked={form.arbitrator === ""}
            onChange={() => onForm({ arbitrator: "", fallback: null })}
            data-testid="no-arbitration"
          />
          <span className="fill">Nobody decides</span>
        </label>
      </fieldset>
      {form.arbitrator === "" ? (
        <Notice tone="warn" title="Buyers are not protected after shipping">
          <p className="small">They are told so before they pay.</p>
        </Notice>
      ) : (
        <div className="fields">
          <TextField
            {...bind(parts, "rulingDays", "arbitration.rulingWindow")}
            label="Days to rule"
            inputMode="decimal"
          />
          <div className="field">
            <label htmlFor={id}>Without a ruling {percent(form.defaultBuyerBps)} go to the buyer</label>
            <input
              id={id}
              className="slider"
              type="range"
              min={0}
              max={10_000}
              step={500}
              value={form.defaultBuyerBps}
              onChange={(event) => onForm({ defaultBuyerBps: Number(event.target.value) })}
            />
          </div>
        </div>
      )}
    </section>
  );
}
