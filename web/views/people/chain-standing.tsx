// What I leave on the chain beside my orders: my bond, and my word that I arbitrate. Each is a transaction of its own.
import { useState } from "react";
import type { Operation, ProfileDetail } from "../../../protocol/api/schemas.ts";
import { MoneyError, parseAmount } from "../../../protocol/money.ts";
import { ask } from "../../api.ts";
import { Button } from "../../design/button.tsx";
import { TextField } from "../../design/field.tsx";
import { moneyText, percent } from "../../design/money.tsx";
import { Progress } from "../../design/progress.tsx";
import { absoluteText } from "../../design/time.tsx";
import { useNode } from "../../node.ts";
import { useCommand } from "../../operation.ts";
import { useProfile } from "./seller-card.tsx";
import { languagesText } from "./languages.ts";

const WAIT = 20;

/** For who has a profile, or left something on the chain without one. */
export function ChainStanding({ me }: { me: string }) {
  const { data: profile, reload } = useProfile(me);
  if (!profile) return null;
  return (
    <>
      {profile.bond && <BondCard bond={profile.bond} onDone={reload} />}
      {(profile.arbitrator ?? profile.registry) && <RegistryCard profile={profile} onDone={reload} />}
    </>
  );
}

function BondCard({ bond, onDone }: { bond: NonNullable<ProfileDetail["bond"]>; onDone: () => void }) {
  const { coin, now } = useNode();
  const command = useCommand();
  const [amount, setAmount] = useState("");
  const [wrong, setWrong] = useState<string>();
  const locked = BigInt(bond.locked);
  const leaving = BigInt(bond.leaving);
  const mayLeave = bond.availableAt !== null && new Date(bond.availableAt) <= now;

  const send = async (work: () => Promise<Operation>) => {
    if (!(await command.run(work))) return;
    setAmount("");
    onDone();
  };
  const withAmount = (most: bigint | undefined, work: () => Promise<Operation>) => {
    const fault = faultOf(amount, coin?.decimals ?? 18, most);
    setWrong(fault);
    if (!fault) void send(work);
  };
  const body = { amount: amount.trim() };

  return (
    <section className="card stack" aria-labelledby="my-bond" data-testid="my-bond">
      <h2 id="my-bond">Your bond</h2>
      <p className="muted small">
        Coin that you leave on the chain to be taken seriously. You lose all of it if you ever sign two different
        catalogues as the same edition; otherwise it comes back, 30 days after you ask for it.
      </p>
      <div className="sum number">
        <div>
          <span>Locked</span>
          <span data-testid="bond-locked">{moneyText(locked, coin)}</span>
        </div>
        {leaving > 0n && (
          <div>
            <span>
              Asked for{bond.availableAt && !mayLeave && `, yours from ${absoluteText(new Date(bond.availableAt))} on`}
            </span>
            <span data-testid="bond-leaving">{moneyText(leaving, coin)}</span>
          </div>
        )}
      </div>
      <TextField
        label={`Amount (${coin?.symbol ?? ""})`}
        inputMode="decimal"
        value={amount}
        onValue={setAmount}
        wrong={wrong}
        data-testid="bond-amount"
      />
      <div className="row">
        <Button
          icon="lock"
          busy={command.busy}
          onClick={() => withAmount(undefined, () => ask((api) => api.lockBond({ body, wait: WAIT })))}
          data-testid="bond-lock"
        >
          Lock it
        </Button>
        {locked > 0n && (
          <Button
            kind="quiet"
            disabled={command.busy}
            onClick={() => withAmount(locked, () => ask((api) => api.requestBond({ body, wait: WAIT })))}
            data-testid="bond-request"
          >
            Ask for it back
          </Button>
        )}
        {leaving > 0n && mayLeave && (
          <Button
            kind="primary"
            icon="coins"
            disabled={command.busy}
            onClick={() => void send(() => ask((api) => api.withdrawBond({ wait: WAIT })))}
            data-testid="bond-withdraw"
          >
            Withdraw {moneyText(leaving, coin)}
          </Button>
        )}
      </div>
      <Progress command={command} />
    </section>
  );
}

/** @returns why the amount cannot be sent */
function faultOf(text: string, decimals: number, most: bigint | undefined): string | undefined {
  try {
    const amount = parseAmount(text, decimals);
    if (amount === 0n) return "How much?";
    return most !== undefined && amount > most ? "That is more than is locked." : undefined;
  } catch (error) {
    if (error instanceof MoneyError) return error.message;
    throw error;
  }
}

function RegistryCard({ profile, onDone }: { profile: ProfileDetail; onDone: () => void }) {
  const command = useCommand();
  const { registry, arbitrator } = profile;
  const publish = async (body: { feeBps: number; languages: string[]; consents: boolean }) => {
    if (await command.run(() => ask((api) => api.publishArbitrator({ body, wait: WAIT })))) onDone();
  };
  const same =
    registry?.consents &&
    registry.feeBps === arbitrator?.feeBps &&
    registry.languages.join() === arbitrator.languages.join();
  return (
    <section className="card stack" aria-labelledby="my-registry" data-testid="my-registry">
      <h2 id="my-registry">Your word as an arbitrator, on the chain</h2>
      <p>
        {!registry
          ? "Your profile says that you arbitrate. Say it on the chain too, and everybody can see it without your journal."
          : registry.consents
            ? `You said that you arbitrate, for ${percent(registry.feeBps)}, in ${languagesText(registry.languages)}.`
            : "You said that you do not arbitrate in new orders. Orders that name you already go on."}
      </p>
      <div className="row">
        {arbitrator && arbitrator.languages.length > 0 && !same && (
          <Button
            icon="pencil"
            busy={command.busy}
            onClick={() => void publish({ ...arbitrator, consents: true })}
            data-testid="registry-publish"
          >
            {registry?.consents ? "Update it from your profile" : `Say so, for ${percent(arbitrator.feeBps)}`}
          </Button>
        )}
        {registry?.consents && (
          <Button
            kind="quiet"
            disabled={command.busy}
            onClick={() => void publish({ feeBps: registry.feeBps, languages: registry.languages, consents: false })}
            data-testid="registry-retract"
          >
            Arbitrate no new orders
          </Button>
        )}
      </div>
      <Progress command={command} />
    </section>
  );
}
