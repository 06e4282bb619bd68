// My profile: who I say I am, how I sell, and whether I rule in disputes.
import { useState } from "react";
import type { ProfileView } from "../../../protocol/api/schemas.ts";
import type { Picture } from "../../../protocol/picture.ts";
import { tidy } from "../../../protocol/text.ts";
import { ask } from "../../api.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Check, TextArea, TextField } from "../../design/field.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Progress } from "../../design/progress.tsx";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { go, href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { PictureField } from "../picture-field.tsx";
import { ChainStanding } from "./chain-standing.tsx";
import { useProfile } from "./seller-card.tsx";
import { SellingFields, emptySelling } from "./selling-fields.tsx";

export function EditProfile() {
  useTitle("Your profile");
  const { me } = useNode();
  return (
    <div className="page narrow stack loose">
      <h1>Your profile</h1>
      {me ? <Loaded me={me} /> : <Skeleton height={300} />}
      {me && <ChainStanding me={me} />}
    </div>
  );
}

function Loaded({ me }: { me: string }) {
  const { data, trouble, reload } = useProfile(me);
  const [first, setFirst] = useState<ProfileView>();
  if (data?.published && !first) setFirst(data);
  if (first) return <Form me={me} start={first} />;
  if (data?.published === false || trouble?.code === "profile.unknown") return <Form me={me} start={undefined} />;
  return trouble ? <TroubleNotice trouble={trouble} onRetry={reload} /> : <Skeleton height={300} />;
}

function Form({ me, start }: { me: string; start: ProfileView | undefined }) {
  const [name, setName] = useState(start?.name ?? "");
  const [about, setAbout] = useState(start?.about ?? "");
  const [location, setLocation] = useState(start?.location ?? "");
  const [pictures, setPictures] = useState<Picture[]>(start?.picture ? [start.picture] : []);
  const [selling, setSelling] = useState(start?.selling ?? emptySelling);
  const [rules, setRules] = useState(Boolean(start?.arbitrator));
  const [fee, setFee] = useState(String((start?.arbitrator?.feeBps ?? 300) / 100));
  const [languages, setLanguages] = useState(start?.arbitrator?.languages.join(", ") ?? "en");
  const [uploading, setUploading] = useState(false);
  const [tried, setTried] = useState(false);
  const command = useCommand();
  const feeBps = Math.round(Number(fee) * 100);
  const wrong = {
    name: tidy(name) ? undefined : "How should others call you?",
    fee: rules && !(fee.trim() !== "" && feeBps >= 0 && feeBps <= 1_000) ? "0 to 10 percent." : undefined,
  };

  const publish = async () => {
    setTried(true);
    if (wrong.name || wrong.fee) return;
    const picture = pictures[0] ? { ...pictures[0], alt: pictures[0].alt || tidy(name) } : null;
    const spoken = languages.split(",").map(tidy).filter(Boolean);
    const body = {
      name: tidy(name),
      about: tidy(about),
      location: tidy(location),
      picture,
      selling,
      arbitrator: rules ? { feeBps, languages: spoken } : null,
    };
    if (await command.run(() => ask((api) => api.publishProfile({ body, wait: 20 })))) go(href(["people", me]));
  };

  return (
    <form
      noValidate
      className="stack loose"
      data-testid="profile-form"
      onSubmit={(event) => {
        event.preventDefault();
        void publish();
      }}
    >
      <section className="card stack" aria-label="About you">
        <div className="fields">
          <TextField
            label="Name"
            value={name}
            onValue={setName}
            wrong={tried ? wrong.name : undefined}
            maxLength={60}
            data-testid="profile-name"
          />
          <TextField label="Place (optional)" value={location} onValue={setLocation} maxLength={80} />
          <TextArea label="About you (optional)" value={about} onValue={setAbout} maxLength={2_000} whole />
        </div>
        <PictureField pictures={pictures} onPictures={setPictures} onBusy={setUploading} most={1} />
      </section>
      <SellingFields form={selling} onForm={(changes) => setSelling({ ...selling, ...changes })} />
      <section className="card stack" aria-label="Ruling in disputes">
        <Check label="I rule in disputes of others" checked={rules} onValue={setRules} />
        {rules && (
          <div className="fields">
            <TextField
              label="Fee in percent of the order"
              hint="Paid only when you rule; at most 10"
              inputMode="decimal"
              value={fee}
              onValue={setFee}
              wrong={tried ? wrong.fee : undefined}
            />
            <TextField
              label="Languages"
              hint="Their codes, separated by commas: en, fr, pt-BR"
              value={languages}
              onValue={setLanguages}
            />
          </div>
        )}
      </section>
      <Progress command={command} />
      <div className="row">
        <Button type="submit" kind="primary" busy={command.busy} disabled={uploading} data-testid="publish">
          Sign and publish
        </Button>
        <LinkButton kind="quiet" href="#/sell">
          Not now
        </LinkButton>
      </div>
    </form>
  );
}
