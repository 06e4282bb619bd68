// The small status that is always there, and the banners that appear when something is down.
import { reachable } from "./api.ts";
import { countOf } from "./design/count.ts";
import { Avatar, shortAddress } from "./design/party.tsx";
import { Icon } from "./design/icon.tsx";
import { Notice } from "./design/notice.tsx";
import { absoluteText, spanText } from "./design/time.tsx";
import { useNode } from "./node.ts";
import { AWAY } from "./trouble.ts";

/** Beyond this the chain's clock and the wall clock count as different. */
const DRIFT_SECONDS = 120;

/** `3 days ahead of`: how far the chain's clock is from this computer's; undefined if they agree. */
export function driftText(now: Date): string | undefined {
  const seconds = Math.round((now.getTime() - Date.now()) / 1_000);
  if (Math.abs(seconds) < DRIFT_SECONDS) return undefined;
  return `${spanText(Math.abs(seconds))} ${seconds > 0 ? "ahead of" : "behind"}`;
}

export function StatusPill() {
  const { status, now } = useNode();
  const answers = reachable.use();
  const good = answers && status?.chain.reachable;
  return (
    <a className="pill" href="#/network" data-testid="status" title="Your node and the network">
      {status && (
        <span className="pill-account">
          <Avatar address={status.address} name={status.name} />
          <span className="hidden">You are </span>
          <span className="pill-name">{status.name ?? shortAddress(status.address)}</span>
        </span>
      )}
      <span className={good ? "dot good" : "dot bad"} />
      {status && answers ? (
        <>
          <span className="number">{status.chain.reachable ? countOf(status.peers, "peer") : "No chain"}</span>
          {status.chain.time && (
            <span className="pill-time number">
              <Icon name="clock" size={14} /> <span className="hidden">Chain time</span>
              {absoluteText(now)}
            </span>
          )}
        </>
      ) : (
        <span>{answers ? "Connecting…" : "Offline"}</span>
      )}
    </a>
  );
}

export function Banners() {
  const { status } = useNode();
  const answers = reachable.use();
  return (
    <div className="banners" aria-live="polite">
      {!answers && (
        <Notice tone="warn" icon="plug" title="Your node does not answer" data-testid="banner-offline">
          <p>{AWAY} You see what was read before.</p>
        </Notice>
      )}
      {answers && status && !status.chain.reachable && (
        <Notice tone="warn" icon="plug" title="The chain cannot be reached" data-testid="banner-chain">
          <p>
            Looking around works; buying and other payments wait. It is tried again by itself. Is the chain&apos;s
            program running?
          </p>
          {status.chain.problem && <p className="muted small">{status.chain.problem}</p>}
        </Notice>
      )}
    </div>
  );
}
