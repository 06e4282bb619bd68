// Whose journals this node holds, and what it refused from whom.
import type { NetworkView } from "../../../protocol/api/node-schemas.ts";
import { CopyText } from "../../design/copy-text.tsx";
import { Party } from "../../design/party.tsx";
import { relativeText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";

export const shortPeer = (peerId: string): string => `${peerId.slice(0, 6)}…${peerId.slice(-6)}`;

export function Journals({ journals }: { journals: NetworkView["journals"] }) {
  const { me } = useNode();
  return (
    <section className="card stack" aria-labelledby="journals">
      <h2 id="journals">Journals</h2>
      <p className="muted small">
        Everybody writes into one journal of their own and signs each entry. Your node holds these.
      </p>
      <div className="scroll-x">
        <table className="cards" data-testid="journals-table">
          <thead>
            <tr>
              <th scope="col">Of</th>
              <th scope="col">Entries</th>
              <th scope="col">Newest</th>
              <th scope="col">Heard of</th>
            </tr>
          </thead>
          <tbody>
            {journals.map(({ owner, name, sequence, cid, frozen, lag, seenAt }) => (
              <tr key={owner}>
                <td>
                  <Party address={owner} name={name} me={me} />
                </td>
                <td className="number" data-name="Entries">
                  <span className="row">
                    {sequence} {frozen && <span className="badge bad">frozen</span>}
                    {lag > 0 && owner !== me && <span className="badge warn">{lag} behind</span>}
                  </span>
                </td>
                <td data-name="Newest">
                  <CopyText text={cid} shown={`…${cid.slice(-8)}`} />
                </td>
                <td className="muted small" data-name="Heard of">
                  {seenAt === null ? "not since the start" : relativeText(new Date(seenAt), new Date())}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function Refusals({ refusals }: { refusals: NetworkView["refusals"] }) {
  return (
    <section className="card stack" aria-labelledby="refusals">
      <h2 id="refusals">Refused</h2>
      {refusals.length === 0 ? (
        <p className="muted small">Nothing: nobody has sent anything false or broken.</p>
      ) : (
        <ul className="stack tight">
          {refusals.map(({ peerId, reason, count }) => (
            <li key={peerId + reason} className="row">
              <span className="badge bad number">{count} ×</span>
              {reason}
              <span className="muted small">from {shortPeer(peerId)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
