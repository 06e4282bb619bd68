// What happens to the buyer's money, step by step, from the terms of this listing; and who decides in a dispute.
import type { ListingDetail } from "../../../protocol/api/schemas.ts";
import { Icon } from "../../design/icon.tsx";
import { percent } from "../../design/money.tsx";
import { Notice } from "../../design/notice.tsx";
import { Party } from "../../design/party.tsx";
import { spanText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";

export function Protection({ listing }: { listing: ListingDetail }) {
  const { shipWindow, inspectionWindow, arbitration } = listing;
  return (
    <section className="card stack" aria-labelledby="protection">
      <h2 id="protection">How your money is protected</h2>
      <ol className="protection">
        <li>
          <Icon name="lock" />
          <div>
            <h3>Your money waits in the escrow contract</h3>
            <p className="muted small">Neither the seller nor a company can take it alone.</p>
          </div>
        </li>
        <li>
          <Icon name="refund" />
          <div>
            <h3>Not shipped within {spanText(shipWindow)}: refunded</h3>
            <p className="muted small">From then on anybody can make the contract return everything to you.</p>
          </div>
        </li>
        <li>
          <Icon name="clock" />
          <div>
            <h3>{spanText(inspectionWindow)} to receive and check it</h3>
            <p className="muted small">
              Counted from shipping, transit included. If you say nothing until the end, the seller is paid.
            </p>
          </div>
        </li>
        {arbitration && (
          <li>
            <Icon name="scale" />
            <div>
              <h3>A dispute freezes the money</h3>
              <p className="muted small">An independent arbitrator decides who gets how much.</p>
            </div>
          </li>
        )}
      </ol>
      <Arbitration arbitration={arbitration} />
    </section>
  );
}

export function Arbitration({ arbitration }: Pick<ListingDetail, "arbitration">) {
  const { me } = useNode();
  if (!arbitration) {
    return (
      <Notice tone="warn" title="Nobody decides in a dispute" data-testid="no-arbitrator">
        <p>
          This listing has no arbitrator: once it is marked shipped you are <strong>not protected</strong>. Buy only
          from somebody you trust.
        </p>
      </Notice>
    );
  }
  const { arbitrator, arbitratorName, fallback, feeBps, rulingWindow, defaultBuyerBps } = arbitration;
  return (
    <div className="stack tight" data-testid="arbitration">
      <p className="row">
        <span className="muted">Decides in a dispute:</span>
        <Party address={arbitrator} name={arbitratorName} me={me} />
      </p>
      <p className="muted small">
        Has {spanText(rulingWindow)} to rule and earns {percent(feeBps)} of the order, only for ruling.
        {fallback && " If that time passes, a second arbitrator takes over."} Without a ruling{" "}
        {percent(defaultBuyerBps)} go to you and {percent(10_000 - defaultBuyerBps)} to the seller.
      </p>
    </div>
  );
}
