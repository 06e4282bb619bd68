// What an import did, or would do, with its faults by line and column.
import type { ImportReport as Report } from "../../../protocol/api/shop-schemas.ts";
import { LinkButton } from "../../design/button.tsx";
import { Notice } from "../../design/notice.tsx";
import { href } from "../../router.ts";

export function ImportReport({ report }: { report: Report }) {
  const { dryRun, rows, products, published, drafts, paused, ignored, faults, shown } = report;
  const parts = [
    [published, "on sale"],
    [drafts, "as drafts"],
    [paused, "paused"],
  ] as const;
  const outcome = parts.filter(([count]) => count > 0).map(([count, where]) => `${count} ${where}`);
  const would = dryRun ? "would come in" : "came in";
  return (
    <div className="stack tight" aria-live="polite" data-testid="import-report" data-faults={faults}>
      {faults > 0 ? (
        <Notice tone="bad" title={faults === 1 ? "The file has 1 fault" : `The file has ${faults} faults`}>
          <p>Nothing was changed. Correct the file, and check it again.</p>
        </Notice>
      ) : (
        <Notice
          tone="good"
          title={`${products} ${products === 1 ? "product" : "products"} of ${rows} rows ${would}: ${outcome.join(", ") || "nothing to do"}`}
        >
          {!dryRun && (
            <p>
              <LinkButton compact href={href(["sell"])}>
                See them in your shop
              </LinkButton>
            </p>
          )}
        </Notice>
      )}
      {shown.length > 0 && (
        <div className="scroll-x">
          <table className="cards">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col">Column</th>
                <th scope="col">Product</th>
                <th scope="col">What is wrong</th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ line, column, subject, message }, index) => (
                <tr key={`${line} ${column} ${index}`}>
                  <td className="number" data-name="Line">
                    {line}
                  </td>
                  <td data-name="Column">{column}</td>
                  <td data-name="Product">{subject}</td>
                  <td>{message}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {faults > shown.length && <p className="muted small">and {faults - shown.length} more</p>}
        </div>
      )}
      {ignored.length > 0 && (
        <p className="muted small">Columns that mean nothing here are left out: {ignored.join(", ")}.</p>
      )}
    </div>
  );
}
