// What an edit of many listings would change, row by row in their own titles; or which of them cannot be changed so.
import type { EditPreview, ShopListing } from "../../../protocol/api/shop-schemas.ts";
import { Notice } from "../../design/notice.tsx";
import { useNode } from "../../node.ts";

const SHOWN = 30;
const FAULTS_SHOWN = 5;

export function EditChanges({
  listings,
  preview: { items },
  changed,
}: {
  listings: readonly ShopListing[];
  preview: EditPreview;
  changed: number;
}) {
  const { currency: find } = useNode();
  const known = new Map(listings.map((listing) => [listing.id as string, listing]));
  const nameOf = (id: string) => known.get(id)?.title || id;
  const faulty = items.filter(({ problem }) => problem);
  const rows = items.flatMap(({ id, changes }) => changes.map((change) => ({ id, ...change })));
  const valueText = (id: string, field: string, value: string): string => {
    if (value === "null") return "not counted";
    const { currency } = known.get(id) ?? {};
    const symbol = currency && field.endsWith(".price") && find(currency)?.symbol;
    return symbol ? `${value}\u00a0${symbol}` : value;
  };
  return (
    <div className="stack tight" data-testid="changes">
      {faulty.slice(0, FAULTS_SHOWN).map(({ id, problem }) => (
        <Notice key={id} tone="bad" title={`“${nameOf(id)}” cannot be changed so`}>
          <p>{sentence(problem!.detail)}</p>
        </Notice>
      ))}
      {faulty.length > 0 && (
        <p className="wrong">
          {faulty.length > FAULTS_SHOWN && `And ${faulty.length - FAULTS_SHOWN} more cannot. `}
          Nothing is changed as long as one cannot be.
        </p>
      )}
      {faulty.length === 0 && (
        <p className="muted small">
          {changed === 0
            ? "That changes nothing."
            : `What is on sale is signed anew at once; drafts and what is paused change where they are. ${changed} of ${items.length} change.`}
        </p>
      )}
      {rows.length > 0 && (
        <div className="scroll-x changes">
          <table className="number">
            <thead>
              <tr>
                <th scope="col">Listing</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map(({ id, field, variant, before, after }) => (
                <tr key={`${id} ${field}`}>
                  <td>
                    {nameOf(id)}
                    <br />
                    <span className="muted small">{fieldName(field, variant)}</span>
                  </td>
                  <td>{valueText(id, field, before)}</td>
                  <td className="strong">{valueText(id, field, after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > SHOWN && <p className="muted small">and {rows.length - SHOWN} more</p>}
        </div>
      )}
    </div>
  );
}

/** `variants.v2.price` of “Dark oak” → `Dark oak: price`, or `price` where there is nothing to tell apart */
function fieldName(field: string, variant: string | null): string {
  const name = field.split(".").at(-1)!;
  return variant === null ? name : `${variant}: ${name}`;
}

/** Without the place in the draft: the title says which it is. */
function sentence(detail: string): string {
  const text = detail.replace(/^variants\.\d+\.\w+: /, "");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
