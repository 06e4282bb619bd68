// My shop: what I sell and how it stands, and my profile.
import { useState } from "react";
import type { ListingSummary } from "../../protocol/api/schemas.ts";
import type { Address } from "../../protocol/ids.ts";
import { ask } from "../api.ts";
import { Button, LinkButton } from "../design/button.tsx";
import { Dialog } from "../design/dialog.tsx";
import { moneyText } from "../design/money.tsx";
import { Empty, Skeleton, TroubleNotice } from "../design/notice.tsx";
import { Picture } from "../design/picture.tsx";
import { Progress } from "../design/progress.tsx";
import { useNode } from "../node.ts";
import { useCommand } from "../operation.ts";
import { useQuery } from "../query.ts";
import { href } from "../router.ts";
import { useTitle } from "../title.ts";

export function Sell() {
  useTitle("Your shop");
  const { me } = useNode();
  return (
    <div className="page narrow stack loose" data-testid="sell">
      <div className="row between">
        <h1>Your shop</h1>
        <div className="row">
          <LinkButton href="#/profile" icon="user">
            Your profile
          </LinkButton>
          <LinkButton kind="primary" href={href(["sell", "new"])} icon="plus" data-testid="new-listing">
            New listing
          </LinkButton>
        </div>
      </div>
      {me ? <MyListings me={me} /> : <Skeleton height={100} count={3} />}
    </div>
  );
}

function MyListings({ me }: { me: string }) {
  const { data, trouble, reload } = useQuery(
    "my listings",
    (signal) => ask((api) => api.listings({ query: { seller: me as Address, sort: "newest", limit: 100 }, signal })),
    ["listing.", "order."],
  );
  const [removing, setRemoving] = useState<ListingSummary>();
  if (trouble && !data) return <TroubleNotice trouble={trouble} onRetry={reload} />;
  if (!data) return <Skeleton height={100} count={3} />;
  if (data.items.length === 0) {
    return (
      <Empty icon="store" title="Nothing for sale yet">
        <p>A listing costs nothing: it is signed by you and found by others without any server.</p>
        <LinkButton kind="primary" href={href(["sell", "new"])} icon="plus">
          Make your first listing
        </LinkButton>
      </Empty>
    );
  }
  return (
    <>
      <ul className="card" data-testid="my-listings">
        {data.items.map((listing) => (
          <Mine key={listing.id} listing={listing} onRemove={() => setRemoving(listing)} />
        ))}
      </ul>
      {removing && (
        <RemoveDialog
          listing={removing}
          onClose={() => {
            setRemoving(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

function Mine({ listing, onRemove }: { listing: ListingSummary; onRemove: () => void }) {
  const { currency } = useNode();
  const { id, seller, title, available, variants, priceFrom } = listing;
  return (
    <li className="mine" data-testid="my-listing" data-listing={id}>
      <div className="thumb">
        <Picture picture={listing.picture} alt="" square />
      </div>
      <div className="stack tight">
        <h3>
          <a href={href(["listing", seller, id])}>{title}</a>
        </h3>
        <p className="row small">
          <span className={available ? "badge good" : "badge warn"}>{available ? "On sale" : "Not on sale"}</span>
          <span className="number">{moneyText(priceFrom, currency(listing.currency))}</span>
          {variants > 1 && <span className="muted">{variants} variants</span>}
        </p>
      </div>
      <div className="row">
        <LinkButton compact href={href(["sell", "edit", id])} icon="pencil" data-testid="edit">
          {available ? "Edit" : "Renew"}
        </LinkButton>
        <Button compact icon="trash" onClick={onRemove} data-testid="remove">
          Remove
        </Button>
      </div>
    </li>
  );
}

function RemoveDialog({ listing, onClose }: { listing: ListingSummary; onClose: () => void }) {
  const command = useCommand();
  const { seller, id, title } = listing;
  const remove = async () => {
    const done = await command.run(() =>
      ask((api) => api.removeListing({ params: { seller, listing: id }, wait: 20 })),
    );
    if (done) onClose();
  };
  return (
    <Dialog title="Take it off sale?" onClose={onClose} onSubmit={() => void remove()} data-testid="dialog-remove">
      <p>“{title}” disappears from every shop that sees yours. Orders that are open go on as they are.</p>
      <Progress command={command} />
      <footer>
        <Button onClick={onClose}>Keep it</Button>
        <Button type="submit" kind="danger filled" busy={command.busy} data-testid="do-it">
          Remove it
        </Button>
      </footer>
    </Dialog>
  );
}
