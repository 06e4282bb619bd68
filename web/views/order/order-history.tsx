// What was said and what happened: statements, the review, and the events on the chain.
import type { OrderDetail } from "../../../protocol/api/order-schemas.ts";
import { CopyText } from "../../design/copy-text.tsx";
import { shortAddress } from "../../design/party.tsx";
import { absoluteText } from "../../design/time.tsx";
import { ReplyForm } from "../review/reply-form.tsx";
import { ReviewWords } from "../review/review-words.tsx";

const PARTIES = ["buyer", "seller"] as const;
const isInvolved = ({ roles }: OrderDetail): boolean => roles.some((role) => role !== "anyone");

export function Statements({ order }: { order: OrderDetail }) {
  const { statements, unheard, status, seller, buyer, buyerName, sellerName } = order;
  const isOpen = status === "disputed";
  if (statements.length + unheard.length === 0 && !isOpen) return null;
  const heard = new Set([...statements, ...unheard].map(({ author }) => author));
  const silent = isOpen ? PARTIES.filter((party) => !heard.has(order[party])) : [];
  const nameOf = (author: string): string =>
    author === buyer
      ? `Buyer ${buyerName ?? ""}`
      : author === seller
        ? `Seller ${sellerName ?? ""}`
        : author === order.arbitrator
          ? `Arbitrator ${order.arbitratorName ?? ""}`
          : author === order.fallbackArbitrator
            ? "Fallback arbitrator"
            : shortAddress(author);
  return (
    <section className="stack" aria-labelledby="statements" data-testid="statements">
      <h2 id="statements">What was said</h2>
      {statements.map(({ author, text, at }) => (
        <figure key={author + text} className="stack tight">
          <blockquote className="statement prose">{text}</blockquote>
          <figcaption className="muted small">
            {nameOf(author)}
            {at && (
              <>
                {" · "}
                <time dateTime={at}>{absoluteText(new Date(at))}</time> · its fingerprint is on the chain
              </>
            )}
          </figcaption>
        </figure>
      ))}
      {unheard.map(({ author, at }) => (
        <p key={author + at} className="muted small">
          {nameOf(author)} · <time dateTime={at}>{absoluteText(new Date(at))}</time> · these words{" "}
          {isInvolved(order) ? "have not arrived here yet" : "are for those who take part only"}
        </p>
      ))}
      {silent.map((party) => (
        <p key={party} className="muted">
          The {party} has said nothing yet.
        </p>
      ))}
    </section>
  );
}

/** How safe the words are: the chain keeps only their digest. */
function keptText(peers: number | null): string {
  if (peers === null) return "Asking other nodes whether they hold it …";
  if (peers === 0) return "No other node that is connected holds it yet: leave yours running until one does.";
  return peers === 1 ? "Held by 1 other node." : `Held by ${peers} other nodes.`;
}

export function OrderReview({ order, onDone }: { order: OrderDetail; onDone: () => void }) {
  const { review, reviewHeldBy } = order;
  if (!review) return null;
  return (
    <section className="stack tight" aria-labelledby="review" data-testid="order-review">
      <h2 id="review">The buyer&apos;s review</h2>
      <ReviewWords review={review} />
      {!review.text && (
        <p className="muted">The text is missing: the chain names it, and no peer that is connected has it yet.</p>
      )}
      {review.text && review.digest && (
        <p className="muted small" data-testid="review-held">
          {keptText(reviewHeldBy)}
        </p>
      )}
      {order.roles.includes("seller") && <ReplyForm order={order.id} reply={review.reply} onDone={onDone} />}
    </section>
  );
}

export function OrderHistory({ order }: { order: OrderDetail }) {
  return (
    <section className="stack" aria-labelledby="history">
      <h2 id="history">On the chain</h2>
      <div className="scroll-x">
        <table>
          <thead>
            <tr>
              <th scope="col">What happened</th>
              <th scope="col">Proof</th>
            </tr>
          </thead>
          <tbody>
            {order.timeline.map((entry) => (
              <tr key={entry.transaction + entry.event}>
                <td>
                  {entry.text}
                  <br />
                  <span className="muted small">
                    <time dateTime={entry.at}>{absoluteText(new Date(entry.at))}</time>, block {entry.block},{" "}
                    {entry.final ? "final" : "not final yet"}
                  </span>
                </td>
                <td>
                  <CopyText text={entry.transaction} shown={`${entry.transaction.slice(0, 10)}…`} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted small row">
        Order <CopyText text={order.id} shown={`${order.id.slice(0, 10)}…${order.id.slice(-6)}`} />
      </p>
    </section>
  );
}
