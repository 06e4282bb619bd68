// What can be done with the chosen listings, all at once or not at all.
import { useState } from "react";
import type { ShopState } from "../../../protocol/api/shop-inputs.ts";
import type { ShopListing } from "../../../protocol/api/shop-schemas.ts";
import type { ListingId } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { Button } from "../../design/button.tsx";
import { Dialog } from "../../design/dialog.tsx";
import type { IconName } from "../../design/icon.tsx";
import { Progress } from "../../design/progress.tsx";
import { useCommand } from "../../operation.ts";
import { BulkEdit } from "./bulk-edit.tsx";

interface Action {
  key: string;
  name: string;
  icon: IconName;
  /** Which of them it is for. */
  fits: (listing: ShopListing) => boolean;
  route: "publishDrafts" | "pauseListings" | "resumeListings" | "deleteListings";
  /** Asked before, where it is not easily undone. */
  sure?: { title: string; text: (isOne: boolean) => string; deed: string };
}

const isIn =
  (...states: ShopState[]) =>
  ({ state }: ShopListing): boolean =>
    states.includes(state);

const ACTIONS: Action[] = [
  {
    key: "publish",
    name: "Publish",
    icon: "check",
    fits: (listing) => listing.state === "draft" || (listing.state === "published" && listing.changed),
    route: "publishDrafts",
  },
  {
    key: "renew",
    name: "Renew",
    icon: "clock",
    fits: (listing) => listing.state === "published" && !listing.changed,
    route: "publishDrafts",
  },
  {
    key: "pause",
    name: "Pause",
    icon: "pause",
    fits: isIn("published", "expired"),
    route: "pauseListings",
    sure: {
      title: "Take from sale for a while?",
      text: (isOne) =>
        `Nobody finds ${isOne ? "it until you resume it" : "them until you resume them"}. Who holds an offer that you signed before can still pay it until it expires.`,
      deed: "Pause",
    },
  },
  { key: "resume", name: "Resume", icon: "play", fits: isIn("paused", "expired"), route: "resumeListings" },
];

/** Apart from the others: it is for good. */
const REMOVE: Action = {
  key: "remove",
  name: "Remove",
  icon: "trash",
  fits: () => true,
  route: "deleteListings",
  sure: {
    title: "Take off sale for good?",
    text: (isOne) =>
      `${isOne ? "It disappears from every shop that sees yours, and its draft is" : "They disappear from every shop that sees yours, and their drafts are"} forgotten. Orders that are open go on as they are.`,
    deed: "Remove",
  },
};

const WAIT = 20;

export function BulkActions({
  picked,
  onDone,
}: {
  picked: readonly ShopListing[];
  onDone: (ids: readonly string[]) => void;
}) {
  const [asking, setAsking] = useState<Action>();
  const [editing, setEditing] = useState(false);
  const command = useCommand();
  const run = async (action: Action) => {
    const ids = picked.filter(action.fits).map(({ id }) => id as ListingId);
    if (await command.run(() => ask((api) => api[action.route]({ body: { ids }, wait: WAIT })))) {
      setAsking(undefined);
      onDone(ids);
    }
  };
  const concerned = asking ? picked.filter(asking.fits) : [];
  const button = (action: Action) => {
    const count = picked.filter(action.fits).length;
    if (count === 0) return null;
    return (
      <Button
        key={action.key}
        compact
        kind={action.key === "remove" ? "danger" : "plain"}
        icon={action.icon}
        disabled={command.busy}
        onClick={() => (action.sure ? setAsking(action) : void run(action))}
        data-testid={`bulk-${action.key}`}
      >
        {action.name} {count}
      </Button>
    );
  };
  return (
    <div className="stack tight" data-testid="bulk">
      <div className="row" role="group" aria-label="With those that are chosen">
        {ACTIONS.map(button)}
        <Button compact icon="pencil" disabled={command.busy} onClick={() => setEditing(true)} data-testid="bulk-edit">
          Change price or stock
        </Button>
        <span className="apart">{button(REMOVE)}</span>
      </div>
      {!asking && <Progress command={command} />}
      {asking?.sure && (
        <Dialog
          title={asking.sure.title}
          onClose={() => setAsking(undefined)}
          onSubmit={() => void run(asking)}
          data-testid="dialog-bulk"
        >
          <p>{asking.sure.text(concerned.length === 1)}</p>
          <Named listings={concerned} />
          <Progress command={command} />
          <footer>
            <Button onClick={() => setAsking(undefined)}>Not now</Button>
            <Button
              type="submit"
              kind={asking.key === "remove" ? "danger filled" : "primary"}
              busy={command.busy}
              data-testid="do-it"
            >
              {asking.sure.deed} {concerned.length > 1 && concerned.length}
            </Button>
          </footer>
        </Dialog>
      )}
      {editing && (
        <BulkEdit
          listings={picked}
          onClose={() => setEditing(false)}
          onDone={() => {
            setEditing(false);
            onDone(picked.map(({ id }) => id));
          }}
        />
      )}
    </div>
  );
}

const NAMED = 5;

const Named = ({ listings }: { listings: readonly ShopListing[] }) => (
  <ul className="small muted">
    {listings.slice(0, NAMED).map(({ id, title }) => (
      <li key={id}>“{title || id}”</li>
    ))}
    {listings.length > NAMED && <li>and {listings.length - NAMED} more</li>}
  </ul>
);
