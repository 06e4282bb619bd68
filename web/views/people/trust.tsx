// Whom the user lets decide about their money: the button on somebody's page, and the list of all.
import type { Address } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { useDeed } from "../../deed.ts";
import { Button } from "../../design/button.tsx";
import { Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Party } from "../../design/party.tsx";
import { absoluteText } from "../../design/time.tsx";
import { useQuery } from "../../query.ts";

export const useTrusted = () => useQuery("trusted", (signal) => ask((api) => api.trustedArbitrators({ signal })));

export function TrustButton({
  owner,
  trusted,
  name = "Trust as arbitrator",
  main = false,
  onDone,
}: {
  owner: string;
  trusted: boolean;
  name?: string;
  /** What the page is for. */
  main?: boolean;
  onDone: () => void;
}) {
  const { busy, trouble, run } = useDeed();
  const params = { owner: owner as Address };
  const change = async () => {
    const done = await run<unknown>(() =>
      ask((api): Promise<unknown> => (trusted ? api.distrustArbitrator({ params }) : api.trustArbitrator({ params }))),
    );
    if (done !== undefined) onDone();
  };
  return (
    <>
      <Button
        compact
        kind={trusted ? "quiet" : main ? "primary" : "plain"}
        icon={trusted ? "close" : "shield"}
        busy={busy}
        onClick={() => void change()}
        data-testid={trusted ? "distrust" : "trust"}
      >
        {trusted ? "Trust no longer" : name}
      </Button>
      {trouble && <TroubleNotice trouble={trouble} />}
    </>
  );
}

/** On an arbitrator's own page. */
export function TrustedBy({ owner }: { owner: string }) {
  const { data, reload } = useTrusted();
  if (!data) return null;
  const trusted = data.some((one) => one.owner === owner);
  return (
    <div className="row">
      <TrustButton main owner={owner} trusted={trusted} onDone={reload} />
      <span className="muted small">
        {trusted
          ? "On your list: you buy where they decide without being asked again."
          : data.length === 0
            ? "Your list is empty, so any arbitrator will do. Once somebody is on it, others have to be accepted each time."
            : "Not on your list: you are asked before you buy where they decide."}
      </span>
    </div>
  );
}

export function TrustList() {
  const { data, trouble, reload } = useTrusted();
  return (
    <section className="card stack" aria-labelledby="trusted" data-testid="trust-list">
      <h2 id="trusted">Arbitrators you trust</h2>
      <p className="muted small">
        Once somebody is on this list, you are asked before you pay where anybody else decides. Nobody but your node
        knows it.
      </p>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {!data && !trouble && <Skeleton height={44} />}
      {data?.length === 0 && (
        <p className="muted">Nobody yet, so no arbitrator is refused. Add one from their page, or while you pay.</p>
      )}
      <ul className="stack tight">
        {data?.map(({ owner, name, since }) => (
          <li key={owner} className="row between">
            <Party address={owner} name={name} />
            <span className="row">
              <span className="muted small">since {absoluteText(new Date(since))}</span>
              <TrustButton owner={owner} trusted onDone={reload} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
