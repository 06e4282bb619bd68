// What a newcomer can do first: above the shop, as long as this account has given itself no name, or until it is sent away.
import type { ReactNode } from "react";
import { useBalances } from "../../balances.ts";
import { LinkButton } from "../../design/button.tsx";
import { countOf } from "../../design/count.ts";
import { Icon, type IconName } from "../../design/icon.tsx";
import { moneyText } from "../../design/money.tsx";
import { AddressText } from "../../design/party.tsx";
import { useNode } from "../../node.ts";
import { href } from "../../router.ts";
import { createStore } from "../../store.ts";

const KEY = "souk first steps";
const sentAway = createStore(read());

function read(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

function sendAway(): void {
  sentAway.set(true);
  try {
    localStorage.setItem(KEY, "sent away");
  } catch {
    // A browser that stores nothing: they are back with the next visit.
  }
}

export function FirstSteps() {
  const { status } = useNode();
  const isAway = sentAway.use();
  if (!status || status.name !== null || isAway) return null;
  const { listings, sellers } = status.counts;
  return (
    <section className="card raised stack" aria-label="First steps" data-testid="first-steps">
      <div className="first-steps-head">
        <p className="pledge-title">Welcome. Where would you like to begin?</p>
        <button type="button" className="icon-button" aria-label="Hide the first steps" onClick={sendAway}>
          <Icon name="close" />
        </button>
      </div>
      <ul className="first-steps">
        <Step icon="search" title="Look around">
          <p>
            {listings > 0
              ? `${countOf(listings, "listing")} of ${countOf(sellers, "seller")} are here, and more come by themselves.`
              : "Nothing has arrived yet. What others sell appears here by itself, once your node has found them."}
          </p>
          {status.peers === 0 && (
            <LinkButton compact href={href(["network"])} icon="network">
              See who is connected
            </LinkButton>
          )}
        </Step>
        <Step icon="coins" title="Buy">
          <Money address={status.address} />
        </Step>
        <Step icon="store" title="Sell">
          <p>Say who you are: buyers see your name first. Then list one thing, or bring all you sell in one file.</p>
          <p className="row">
            <LinkButton compact kind="primary" href={href(["profile"])} icon="user" data-testid="first-profile">
              Make your profile
            </LinkButton>
            <LinkButton compact href={href(["sell", "import"])} icon="box">
              Bring a file
            </LinkButton>
          </p>
        </Step>
      </ul>
    </section>
  );
}

function Step({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <li>
      <Icon name={icon} />
      <div className="stack tight small">
        <p className="strong">{title}</p>
        {children}
      </div>
    </li>
  );
}

function Money({ address }: { address: string }) {
  const { currency: find, coin } = useNode();
  const { data: balances } = useBalances();
  const held = (balances ?? []).filter(({ amount }) => BigInt(amount) > 0n);
  const names = held.map(({ currency, amount }) => moneyText(amount, find(currency)));
  return (
    <>
      <p>
        {balances && (held.length > 0 ? `Your account holds ${names.join(" and ")}. ` : "Your account is empty. ")}
        Each payment costs a little {coin?.symbol ?? "coin"} for the chain, too. Money can be sent to:
      </p>
      <p>
        <AddressText address={address} />
      </p>
    </>
  );
}
