// The form of a listing, new or known.
import { useRef, useState } from "react";
import type { CurrencyView, ProfileView } from "../../../protocol/api/schemas.ts";
import type { ShopState } from "../../../protocol/api/shop-inputs.ts";
import type { ShopDraftView } from "../../../protocol/api/shop-schemas.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { useDeed } from "../../deed.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Progress } from "../../design/progress.tsx";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { useQuery } from "../../query.ts";
import { go, href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { useProfile } from "../people/seller-card.tsx";
import { PictureField } from "../picture-field.tsx";
import { ArbitrationFields, useArbitrators } from "./arbitration-fields.tsx";
import { FileField } from "./file-field.tsx";
import { keepDraft, publishForm } from "./keep-draft.ts";
import { unfinishedOf, wrongFields } from "./listing-draft.ts";
import { AboutFields, PriceFields } from "./listing-fields.tsx";
import { type ListingForm, type Usual, emptyListing, formOf } from "./listing-form.ts";
import { ShippingFields } from "./shipping-fields.tsx";

export function EditListing({ id }: { id: string | undefined }) {
  const { me, currencies } = useNode();
  useTitle(id ? "Edit a listing" : "Sell something");
  if (!me || currencies.length === 0) return <Waiting />;
  return id ? <Known id={id} /> : <New me={me} />;
}

/** Begins with what the shop says of itself. */
function New({ me }: { me: string }) {
  const { currencies } = useNode();
  const own = useProfile(me);
  const offering = useArbitrators();
  const isRead = ({ data, trouble }: { data: unknown; trouble: unknown }) => Boolean(data ?? trouble);
  if (!isRead(own) || !isRead(offering)) return <Waiting />;
  return <Editor start={emptyListing(usualOf(own.data?.selling ?? null, offering.data ?? [], currencies))} />;
}

/** The first of what it names that there is. */
function usualOf(
  said: ProfileView["selling"],
  offering: readonly ProfileView[],
  currencies: readonly CurrencyView[],
): Usual {
  const accepted = said?.currencies.map((one) => currencies.find(({ address }) => address === one)).find(Boolean);
  const ruling = said?.arbitrators.map((one) => offering.find(({ owner }) => owner === one)).find(Boolean);
  const shipsFrom = said?.shipsFrom[0];
  return {
    currency: (accepted ?? favourite(currencies)).address,
    ...(shipsFrom && { shipsFrom }),
    ...(ruling?.arbitrator && { arbitrator: { arbitrator: ruling.owner, feeBps: ruling.arbitrator.feeBps } }),
  };
}

/** Stable prices are easier for everybody: the first currency that is not the coin. */
const favourite = (currencies: readonly CurrencyView[]): CurrencyView =>
  currencies.find(({ permit }) => permit) ?? currencies[0]!;

const Waiting = () => (
  <div className="page narrow stack">
    <Skeleton height={120} count={3} />
  </div>
);

function Known({ id }: { id: string }) {
  const { currencies } = useNode();
  const { data, trouble, reload } = useQuery(`draft ${id}`, (signal) =>
    ask((api) => api.draft({ params: { draft: id as ListingId }, signal })),
  );
  // What comes later must not overwrite what is being typed; an answer of an earlier visit is not the draft any more.
  const [first, setFirst] = useState<ShopDraftView>();
  const [stale] = useState(data);
  if (data && data !== stale && !first) setFirst(data);
  if (first)
    return <Editor start={formOf(first.draft, id, currencies, favourite(currencies).address)} of={first.state} />;
  if (!trouble) return <Waiting />;
  return (
    <div className="page narrow">
      <TroubleNotice trouble={trouble} alone onRetry={reload} />
    </div>
  );
}

/** @param of the state of what is edited; undefined for something new */
function Editor({ start, of }: { start: ListingForm; of?: ShopState }) {
  const { currency: find } = useNode();
  const [form, setForm] = useState(start);
  const [tried, setTried] = useState(false);
  const [uploading, setUploading] = useState(false);
  const [encrypting, setEncrypting] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const command = useCommand();
  const keeping = useDeed();
  const found = wrongFields(form, find(form.currency));
  const { field, detail } = command.trouble ?? {};
  const told = field?.replace(/^listings\.0\./, "");
  const wrong = { ...(told && detail ? { [told]: detail } : {}), ...(tried ? found : {}) };
  const parts = { form, wrong, onForm: (some: Partial<ListingForm>) => setForm((now) => ({ ...now, ...some })) };

  const publish = async () => {
    setTried(true);
    if (Object.keys(found).length > 0) {
      // After React has marked the fields.
      requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const done = await command.run(() => publishForm(form));
    if (done) go(href(["listing", ...done.subject.split("/")]), { replace: true });
  };
  const keep = async () => {
    if ((await keeping.run(() => keepDraft(form, unfinishedOf(form)))) !== undefined) go(href(["sell"]));
  };

  return (
    <div className="page narrow stack loose">
      <h1>{of === undefined ? "Sell something" : of === "draft" ? "Your draft" : "Edit your listing"}</h1>
      <form
        ref={element}
        noValidate
        className="stack loose"
        data-testid="listing-form"
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
      >
        <section className="card stack" aria-label="Pictures">
          <h2>Pictures</h2>
          <PictureField
            pictures={form.pictures}
            onPictures={(change) => setForm((now) => ({ ...now, pictures: change(now.pictures) }))}
            onBusy={setUploading}
          />
        </section>
        <AboutFields {...parts} />
        <FileField file={form.file} onFile={(file) => parts.onForm({ file })} onBusy={setEncrypting} />
        <PriceFields {...parts} />
        <ShippingFields {...parts} />
        <ArbitrationFields {...parts} />
        <Progress command={command} />
        {keeping.trouble && <TroubleNotice trouble={keeping.trouble} />}
        {tried && Object.keys(found).length > 0 && (
          <p className="wrong" role="alert">
            Some fields need another look: they are marked above.
          </p>
        )}
        <div className="row">
          <Button
            type="submit"
            kind="primary"
            busy={command.busy}
            disabled={uploading || encrypting}
            data-testid="publish"
          >
            {of === "published" ? "Publish the new version" : "Sign and publish"}
          </Button>
          <Button
            busy={keeping.busy}
            disabled={uploading || encrypting || command.busy}
            onClick={() => void keep()}
            data-testid="save-draft"
          >
            Save as draft
          </Button>
          <LinkButton kind="quiet" href="#/sell">
            Not now
          </LinkButton>
          <span className="muted small">
            Publishing costs nothing and needs nobody online. A draft stays with you
            {of === "published" && "; what is on sale stays as it is until you publish"}.
          </span>
        </div>
      </form>
    </div>
  );
}
