// The form of a listing, new or known.
import { useRef, useState } from "react";
import type { CurrencyView, ListingDetail } from "../../protocol/api/schemas.ts";
import { ask } from "../api.ts";
import { Button, LinkButton } from "../design/button.tsx";
import { Skeleton, TroubleNotice } from "../design/notice.tsx";
import { Progress } from "../design/progress.tsx";
import { useNode } from "../node.ts";
import { useCommand } from "../operation.ts";
import { go, href } from "../router.ts";
import { useTitle } from "../title.ts";
import { ArbitrationFields } from "./arbitration-fields.tsx";
import { FileField } from "./file-field.tsx";
import { AboutFields, PriceFields } from "./listing-fields.tsx";
import { type ListingForm, draftOf, emptyListing, formOf, wrongFields } from "./listing-draft.ts";
import { useListing } from "./listing.tsx";
import { PictureField } from "./picture-field.tsx";
import { ShippingFields } from "./shipping-fields.tsx";

export function EditListing({ id }: { id: string | undefined }) {
  const { me, currencies } = useNode();
  useTitle(id ? "Edit a listing" : "Sell something");
  if (!me || currencies.length === 0) return <Waiting />;
  return id ? <Known me={me} id={id} /> : <Editor start={emptyListing(favourite(currencies).address)} />;
}

/** Stable prices are easier for everybody: the first currency that is not the coin. */
const favourite = (currencies: readonly CurrencyView[]): CurrencyView =>
  currencies.find(({ permit }) => permit) ?? currencies[0]!;

const Waiting = () => (
  <div className="page narrow stack">
    <Skeleton height={120} count={3} />
  </div>
);

function Known({ me, id }: { me: string; id: string }) {
  const { data, trouble, reload } = useListing(me, id);
  const { currency } = useNode();
  // Later editions must not overwrite what is being typed.
  const [first, setFirst] = useState<ListingDetail>();
  if (data && !first) setFirst(data);
  if (first) return <Editor start={formOf(first, currency(first.currency)?.decimals ?? 18)} />;
  if (!trouble) return <Waiting />;
  return (
    <div className="page narrow">
      <TroubleNotice trouble={trouble} onRetry={reload} />
    </div>
  );
}

function Editor({ start }: { start: ListingForm }) {
  const { currency: find } = useNode();
  const [form, setForm] = useState(start);
  const [tried, setTried] = useState(false);
  const [uploading, setUploading] = useState(false);
  const [encrypting, setEncrypting] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const command = useCommand();
  const found = wrongFields(form, find(form.currency));
  const { field, detail } = command.trouble ?? {};
  const wrong = { ...(field && detail ? { [field]: detail } : {}), ...(tried ? found : {}) };
  const parts = { form, wrong, onForm: (some: Partial<ListingForm>) => setForm((now) => ({ ...now, ...some })) };

  const publish = async () => {
    setTried(true);
    if (Object.keys(found).length > 0) {
      // After React has marked the fields.
      requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const done = await command.run(() => ask((api) => api.publishListing({ body: draftOf(form), wait: 20 })));
    if (done) go(href(["listing", ...done.subject.split("/")]), { replace: true });
  };

  return (
    <div className="page narrow stack loose">
      <h1>{start.id ? "Edit your listing" : "Sell something"}</h1>
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
            {start.id ? "Publish the new version" : "Sign and publish"}
          </Button>
          <LinkButton kind="quiet" href="#/sell">
            Not now
          </LinkButton>
          <span className="muted small">Publishing costs nothing and needs nobody online.</span>
        </div>
      </form>
    </div>
  );
}
