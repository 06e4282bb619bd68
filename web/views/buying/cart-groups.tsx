// The cart's articles, by who sells them and in which currency they are paid.
import type { CurrencyView } from "../../../protocol/api/schemas.ts";
import { cart } from "../../cart.ts";
import { Button } from "../../design/button.tsx";
import { moneyText } from "../../design/money.tsx";
import { Party, shortAddress } from "../../design/party.tsx";
import { Picture } from "../../design/picture.tsx";
import { useNode } from "../../node.ts";
import { href } from "../../router.ts";
import { Units } from "../listing/variants.tsx";
import type { Line } from "./cart-lines.ts";

export function CartGroups({ lines }: { lines: readonly Line[] }) {
  const { me, currency: find } = useNode();
  const groups = Map.groupBy(lines, ({ item, listing }) => `${item.seller} ${listing?.currency ?? ""}`);
  return (
    <>
      {[...groups].map(([key, group]) => {
        const { item, listing } = group[0]!;
        const total = group.reduce((sum, { goods, shipping }) => sum + goods + shipping, 0n);
        return (
          <section key={key} className="card stack" aria-label={listing?.sellerName ?? shortAddress(item.seller)}>
            <div className="row between">
              <Party address={item.seller} name={listing?.sellerName ?? null} me={me} />
              {listing && <span className="strong number">{moneyText(total, find(listing.currency))}</span>}
            </div>
            <ul className="stack">
              {group.map((line) => (
                <Article key={`${line.item.listing} ${line.item.variant}`} line={line} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function shippingText({ shipping, joined }: Line, currency: CurrencyView | undefined): string {
  if (shipping === 0n) return joined ? "shipped together, for nothing more" : "free shipping";
  return `+ ${moneyText(shipping, currency)} shipping${joined ? ", sent together" : ""}`;
}

function Article({ line }: { line: Line }) {
  const { currency: find } = useNode();
  const { item, listing, variant, goods, option, trouble } = line;
  const currency = listing && find(listing.currency);
  return (
    <li className="cart-line" data-testid="cart-line">
      <div className="thumb">
        <Picture picture={listing?.pictures[0]} alt="" square />
      </div>
      <div className="stack tight">
        <p className="row between">
          <a className="strong" href={href(["listing", item.seller, item.listing])}>
            {listing?.title ?? item.listing}
          </a>
          {listing && <span className="number">{moneyText(goods, currency)}</span>}
        </p>
        <p className="muted small">
          {variant?.title && `${variant.title} · `}
          {option && shippingText(line, currency)}
          {listing && !listing.arbitration && " · nobody decides in a dispute"}
        </p>
        {trouble && (
          <p className="wrong" role="alert">
            {trouble}
          </p>
        )}
        <div className="row">
          {variant && (
            <Units
              value={item.units}
              most={Math.min(variant.left ?? 99, 99)}
              onValue={(units) => cart.put({ ...item, units })}
            />
          )}
          <Button kind="quiet" compact icon="trash" onClick={() => cart.remove(item)} data-testid="remove-line">
            Remove
          </Button>
        </div>
      </div>
    </li>
  );
}
