// After a price went up: cheaper offers that were signed before can still be paid; one transaction voids them.
import type { OldOffers as View } from "../../../protocol/api/schemas.ts";
import { ask } from "../../api.ts";
import { Button } from "../../design/button.tsx";
import { moneyText } from "../../design/money.tsx";
import { Notice } from "../../design/notice.tsx";
import { Progress } from "../../design/progress.tsx";
import { absoluteText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { useQuery } from "../../query.ts";
import { href } from "../../router.ts";
import { useListing } from "./use-listing.ts";

const WAIT = 20;
const NAMED = 5;

export function OldOffers() {
  const { me, coin } = useNode();
  const { data, reload } = useQuery("old offers", (signal) => ask((api) => api.oldOffers({ signal })), [
    "listing.",
    "operation.",
  ]);
  const command = useCommand();
  if (!data || data.length === 0 || !me) return null;
  const last = data
    .map(({ validUntil }) => validUntil)
    .toSorted()
    .at(-1)!;
  const voidThem = async () => {
    if (await command.run(() => ask((api) => api.voidOldOffers({ wait: WAIT })))) reload();
  };
  return (
    <Notice tone="warn" title="Cheaper offers that you signed before can still be paid" data-testid="old-offers">
      <ul className="small">
        {data.slice(0, NAMED).map((old) => (
          <li key={old.listing}>
            <OldPrice me={me} old={old} />, until {absoluteText(new Date(old.validUntil))}
          </li>
        ))}
        {data.length > NAMED && <li>and {data.length - NAMED} more</li>}
      </ul>
      <p>
        Do nothing, and the last of them runs out on {absoluteText(new Date(last))}. Or void them now: everything on
        sale is signed anew, then one transaction of yours makes the escrow refuse what was signed before. Its fee is
        paid in {coin?.symbol ?? "coin"}.
      </p>
      <Progress command={command} />
      <p>
        <Button busy={command.busy} onClick={() => void voidThem()} data-testid="void-old-offers">
          Void the old offers
        </Button>
      </p>
    </Notice>
  );
}

function OldPrice({ me, old }: { me: string; old: View & { listing: string } }) {
  const { currency: find } = useNode();
  const { listing, lowestPrice, currency } = old;
  const { data } = useListing(me, listing);
  return (
    <>
      <a href={href(["listing", me, listing])}>{data?.title ?? listing}</a>{" "}
      {lowestPrice !== null && currency !== null && `for ${moneyText(lowestPrice, find(currency))} with shipping`}
    </>
  );
}
