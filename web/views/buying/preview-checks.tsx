// What was looked at before paying: what failed comes first, each with what to do about it.
import type { PurchaseCheckView, PurchasePreview } from "../../../protocol/api/purchase-schemas.ts";
import { Button, LinkButton } from "../../design/button.tsx";
import { Check } from "../../design/field.tsx";
import { Icon } from "../../design/icon.tsx";
import { Notice } from "../../design/notice.tsx";
import { AddressText, shortAddress } from "../../design/party.tsx";
import { href } from "../../router.ts";
import { TrustButton } from "../people/trust.tsx";
import { type Fault, faultsOf, readable, untrustedIn } from "./preview.ts";

type Name = PurchaseCheckView["check"];

/** What a failed check means, and what to do. */
const ADVICE: Record<Name, { title: string; advice: string }> = {
  listing: { title: "It cannot be bought", advice: "Choose something else." },
  content: { title: "The seller has changed this listing", advice: "Look at it as it is now, then decide again." },
  arbitrator: {
    title: "A dispute could not be decided in time",
    advice: "Only the seller can change that: ask them, or buy from somebody else.",
  },
  consent: {
    title: "The arbitrator has not agreed to decide",
    advice: "Buy where the arbitrator has agreed, or accept below that a dispute may find nobody.",
  },
  trust: { title: "The arbitrator is not on your list", advice: "" },
  units: { title: "Not so many at once", advice: "Change how many you take." },
  destination: { title: "It is not sent there", advice: "Give another address, or choose something else." },
  offer: { title: "This offer has run out", advice: "The seller has to renew it: ask them, or look again later." },
  stock: { title: "Not enough are left", advice: "Take fewer, or choose something else." },
  funds: { title: "Your balance is too small", advice: "Then check again; or choose something else." },
  payment: { title: "It cannot be paid so", advice: "Choose something else." },
  coin: { title: "Your coin does not cover the network's fee", advice: "Then check again." },
  chain: { title: "The chain would not take it now", advice: "Nothing was paid. Check again in a moment." },
};

const ADDRESS = /(0x[\da-f]{40})/i;

export interface Remedy {
  name: string;
  act: () => void;
}

export function PreviewChecks({
  preview,
  accepted,
  onAccepted,
  onAcceptUntrusted,
  remedyOf,
  onAgain,
}: {
  preview: PurchasePreview;
  /** That a dispute may find nobody. */
  accepted: boolean;
  onAccepted: (on: boolean) => void;
  onAcceptUntrusted: () => void;
  /** What can be done about it right here. */
  remedyOf: (fault: Fault) => Remedy | undefined;
  onAgain: () => void;
}) {
  const faults = faultsOf(preview);
  const passed = [...preview.items.flatMap(({ checks }) => checks), ...preview.checks].filter(({ ok }) => ok);
  const isConsent = ({ check }: Fault) => check.check === "consent";
  const failed = (fault: Fault) => (
    <Failed
      key={`${fault.item} ${fault.check.check} ${fault.check.text}`}
      fault={fault}
      of={titleOf(preview, fault)}
      remedy={remedyOf(fault) ?? againFor(fault, onAgain)}
    />
  );
  const untrusted = untrustedIn(preview);
  return (
    <section className="card stack" aria-labelledby="checks" data-testid="checks" data-failed={faults.length}>
      <h2 id="checks">Checked for you</h2>
      {faults.filter((fault) => fault.check.check !== "trust" && !isConsent(fault)).map(failed)}
      {faults.filter(isConsent).map(failed)}
      {faults.some(isConsent) && (
        <Check
          label="I know that a dispute may find nobody who decides"
          checked={accepted}
          onValue={onAccepted}
          data-testid="accept-no-consent"
        />
      )}
      {faults.some(({ check }) => check.check === "trust") &&
        untrusted.map(({ address, name }) => (
          <Notice
            key={address}
            tone="warn"
            title={`${name ?? shortAddress(address)} would decide, and is not on your list`}
            data-testid="check-trust"
          >
            <p>Trust them from now on, or accept them for this payment only.</p>
            <p className="row">
              <TrustButton owner={address} trusted={false} name="Trust from now on" onDone={onAgain} />
              <Button compact onClick={onAcceptUntrusted} data-testid="accept-untrusted">
                Only this time
              </Button>
              <LinkButton compact kind="quiet" href={href(["people", address])}>
                Look at their page
              </LinkButton>
            </p>
          </Notice>
        ))}
      <details className="more">
        <summary>
          {faults.length === 0 ? `All ${passed.length} checks passed` : `${passed.length} checks passed`}
        </summary>
        <ul className="stack tight small">
          {passed.map(({ check, text }, index) => (
            <li key={`${check} ${index}`} className="line">
              <Icon name="check" size={16} />
              <span>{readable(text)}</span>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Failed({ fault: { check }, of, remedy }: { fault: Fault; of: string; remedy: Remedy | undefined }) {
  const { title, advice } = ADVICE[check.check];
  const { text, account } = check;
  return (
    <Notice tone="bad" title={of ? `${of}: ${title.charAt(0).toLowerCase()}${title.slice(1)}` : title}>
      <div className="stack tight" data-testid={`check-${check.check}`}>
        <p>
          <Words text={text} />
          {account ? ":" : `. ${advice}`}
        </p>
        {account && (
          <>
            <p>
              <AddressText address={account} />
            </p>
            <p>{advice}</p>
          </>
        )}
        {remedy && (
          <p>
            <Button compact onClick={remedy.act} data-testid={`remedy-${check.check}`}>
              {remedy.name}
            </Button>
          </p>
        )}
      </div>
    </Notice>
  );
}

/** An account in it is shown short, to be copied. */
const Words = ({ text }: { text: string }) =>
  readable(text)
    .split(ADDRESS)
    .map((part, place) => (place % 2 === 1 ? <AddressText key={place} address={part} /> : part));

const againFor = ({ item }: Fault, onAgain: () => void): Remedy | undefined =>
  item === null ? { name: "Check again", act: onAgain } : undefined;

/** Which article it is about, where there are several. */
const titleOf = ({ items }: PurchasePreview, { item }: Fault): string =>
  items.length > 1 && item !== null ? (items[item]?.order?.title ?? `Article ${item + 1}`) : "";
