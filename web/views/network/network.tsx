// My node and the network: account and balances, the chain and its clock, peers, journals, what was refused.
import { useBalances } from "../../balances.ts";
import { useEffect } from "react";
import type { BalanceView } from "../../../protocol/api/schemas.ts";
import { ask } from "../../api.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { CopyText } from "../../design/copy-text.tsx";
import { countOf } from "../../design/count.ts";
import { moneyText } from "../../design/money.tsx";
import { Notice, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { AddressText, Party } from "../../design/party.tsx";
import { Progress } from "../../design/progress.tsx";
import { absoluteText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { useQuery } from "../../query.ts";
import { driftText } from "../../status.tsx";
import { useTitle } from "../../title.ts";
import { Following } from "../people/following.tsx";
import { Downloads } from "./downloads.tsx";
import { Holding } from "./holding.tsx";
import { Journals, Refusals, shortPeer } from "./journals.tsx";
import { PeersMap } from "./peers-map.tsx";
import { PeersTable } from "./peers-table.tsx";

const REFRESH_MS = 5_000;

/** Blocks arrive without an event. */
const PROGRESS_MS = 1_000;

export function Network() {
  const { status, trouble } = useNode();
  const { data: network, reload } = useQuery("network", (signal) => ask((api) => api.network({ signal })), [
    "listing.",
    "profile.",
    "journal.",
    "peer.",
  ]);
  const isFetching = network?.downloads.some(({ state }) => state === "running");
  useRefresh(reload, isFetching ? PROGRESS_MS : REFRESH_MS);
  useTitle("Network");
  return (
    <div className="page stack loose" data-testid="network">
      <h1>Your node and the network</h1>
      {trouble && !status && <TroubleNotice trouble={trouble} />}
      <div className="columns halves">
        <Account />
        <Chain />
      </div>
      <section className="card stack" aria-labelledby="peers">
        <h2 id="peers">Peers</h2>
        <p className="muted small">
          Other nodes this one is connected to. There is no server in the middle: listings travel between them.
        </p>
        {network ? <PeersMap peers={network.peers} /> : <Skeleton height={240} />}
        {network && <PeersTable peers={network.peers} />}
        {network?.missing.map(({ address, tries }) => (
          <p key={address} className="muted small">
            <code>{address}</code> has not answered {tries === 1 ? "once" : `${tries} times`}; it is tried again.
          </p>
        ))}
      </section>
      {network && <Downloads downloads={network.downloads} />}
      {network && <Journals journals={network.journals} />}
      {network && <Following mode={network.holding.mode} />}
      {network && <Holding holding={network.holding} dropped={network.dropped} />}
      {network && <Refusals refusals={network.refusals} />}
    </div>
  );
}

/** Traffic and latency change without an event. */
function useRefresh(reload: () => void, everyMs: number): void {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && reload(), everyMs);
    return () => clearInterval(timer);
  }, [reload, everyMs]);
}

function Account() {
  const { status, me } = useNode();
  const { data: balances } = useBalances();
  if (!status || !me) return <Skeleton height={220} />;
  return (
    <section className="card stack" aria-labelledby="account">
      <h2 id="account">Account</h2>
      <div className="row between">
        <Party address={me} name={status.name} />
        <AddressText address={me} />
      </div>
      <div className="sum number" data-testid="balances">
        {balances?.map((balance) => (
          <Balance key={balance.currency} balance={balance} />
        ))}
      </div>
      <p className="muted small row">
        Peer <CopyText text={status.peerId} shown={shortPeer(status.peerId)} /> · Souk {status.version}
      </p>
      <p>
        <LinkButton compact href="#/settings" icon="shield" data-testid="to-settings">
          Addresses and arbitrators you trust
        </LinkButton>
      </p>
    </section>
  );
}

function Balance({ balance }: { balance: BalanceView }) {
  const { currency: find } = useNode();
  const command = useCommand();
  const currency = find(balance.currency);
  return (
    <>
      <div>
        <span>{currency?.name}</span>
        <strong>{moneyText(balance.amount, currency)}</strong>
      </div>
      {BigInt(balance.credit) > 0n && (
        <Notice tone="warn" title={`${moneyText(balance.credit, currency)} wait to be taken out`}>
          <p className="small">A payment to you did not go through, so the escrow keeps it for you.</p>
          <p>
            <Button
              compact
              busy={command.busy}
              onClick={() =>
                void command.run(() => ask((api) => api.withdraw({ body: { currency: balance.currency }, wait: 20 })))
              }
            >
              Take it out
            </Button>
          </p>
          <Progress command={command} />
        </Notice>
      )}
    </>
  );
}

function Chain() {
  const { status, now } = useNode();
  if (!status) return <Skeleton height={220} />;
  const { chain, counts } = status;
  const drift = driftText(now);
  return (
    <section className="card stack" aria-labelledby="chain">
      <h2 id="chain">Chain</h2>
      <dl className="facts small">
        <dt>Chain</dt>
        <dd>
          {chain.name} ({chain.id}) {chain.dev && <span className="badge warn">test money</span>}
        </dd>
        <dt>Block</dt>
        <dd className="number">
          {chain.block ?? "none yet"}
          {chain.head !== null && chain.block !== null && chain.head > chain.block && ` of ${chain.head}`}
        </dd>
        <dt>Its clock</dt>
        <dd>
          {chain.time ? absoluteText(now) : "unknown"}
          <br />
          <span className="muted">
            {drift ? `${drift} this computer's clock. Deadlines follow the chain.` : "agrees with this computer"}
          </span>
        </dd>
        <dt>Escrow</dt>
        <dd>
          <AddressText address={chain.escrow} />
        </dd>
        <dt>Known here</dt>
        <dd>
          {countOf(counts.listings, "listing")}, {countOf(counts.sellers, "seller")}, {countOf(counts.orders, "order")},{" "}
          {countOf(counts.reviews, "review")}
        </dd>
      </dl>
      {chain.problem && <Notice tone="warn" title={chain.problem} />}
    </section>
  );
}
