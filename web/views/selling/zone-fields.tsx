// One region of a shipping profile: where it is, and the ways that go there with their prices by weight.
import { Button } from "../../design/button.tsx";
import { TextField } from "../../design/field.tsx";
import { Icon } from "../../design/icon.tsx";
import { Destinations } from "./destinations.tsx";
import { type StepForm, type WayForm, type ZoneForm, emptyStep, emptyWay } from "./shipping-profile-form.ts";

type Wrong = Record<string, string | undefined>;
const replaced = <T extends { key: number }>(all: T[], key: number, some: Partial<T>): T[] =>
  all.map((one) => (one.key === key ? { ...one, ...some } : one));

export function ZoneFields({
  zone,
  index,
  symbol,
  wrong,
  onZone,
  onRemove,
}: {
  zone: ZoneForm;
  index: number;
  symbol: string;
  wrong: Wrong;
  onZone: (some: Partial<ZoneForm>) => void;
  onRemove: (() => void) | undefined;
}) {
  const field = `zones.${index}`;
  return (
    <section className="card stack" aria-label={`Region ${index + 1}`}>
      <div className="row between">
        <h2>Region {index + 1}</h2>
        {onRemove && (
          <Button compact kind="quiet" icon="trash" onClick={onRemove}>
            Remove this region
          </Button>
        )}
      </div>
      <div className="stack tight">
        <Destinations to={zone.to} from="" wrong={wrong[`${field}.to`]} onTo={(to) => onZone({ to })} />
      </div>
      {zone.options.map((way, place) => (
        <Way
          key={way.key}
          {...{ way, symbol, wrong }}
          field={`${field}.options.${place}`}
          onWay={(some) => onZone({ options: replaced(zone.options, way.key, some) })}
          onRemove={
            zone.options.length > 1
              ? () => onZone({ options: zone.options.filter(({ key }) => key !== way.key) })
              : undefined
          }
        />
      ))}
      <p>
        <Button compact icon="plus" onClick={() => onZone({ options: [...zone.options, emptyWay()] })}>
          Another way to send it there
        </Button>
      </p>
    </section>
  );
}

function Way({
  way,
  field,
  symbol,
  wrong,
  onWay,
  onRemove,
}: {
  way: WayForm;
  field: string;
  symbol: string;
  wrong: Wrong;
  onWay: (some: Partial<WayForm>) => void;
  onRemove: (() => void) | undefined;
}) {
  return (
    <div className="stack tight profile-way" role="group" aria-label={way.title || "A way to send it"}>
      <div className="variant-row">
        <TextField
          label="Sent by"
          placeholder="Like Tracked parcel"
          value={way.title}
          wrong={wrong[`${field}.title`]}
          maxLength={60}
          onValue={(title) => onWay({ title })}
          data-testid="way-title"
        />
        <TextField
          label="Days, at least (optional)"
          inputMode="numeric"
          value={way.min}
          wrong={wrong[`${field}.days.min`]}
          onValue={(min) => onWay({ min })}
        />
        <TextField
          label="Days, at most (optional)"
          inputMode="numeric"
          value={way.max}
          wrong={wrong[`${field}.days.max`]}
          onValue={(max) => onWay({ max })}
        />
        {onRemove && <RemoveButton name="Remove this way" onClick={onRemove} />}
      </div>
      {way.steps.map((step, place) => (
        <Step
          key={step.key}
          {...{ step, symbol, wrong }}
          field={`${field}.steps.${place}`}
          onStep={(some) => onWay({ steps: replaced(way.steps, step.key, some) })}
          onRemove={
            way.steps.length > 1 ? () => onWay({ steps: way.steps.filter(({ key }) => key !== step.key) }) : undefined
          }
        />
      ))}
      {wrong[`${field}.steps`] && (
        <p className="wrong" role="alert">
          {wrong[`${field}.steps`]}
        </p>
      )}
      <p>
        <Button compact kind="quiet" icon="plus" onClick={() => onWay({ steps: [...way.steps, emptyStep()] })}>
          Heavier parcels cost more
        </Button>
      </p>
    </div>
  );
}

function Step({
  step,
  field,
  symbol,
  wrong,
  onStep,
  onRemove,
}: {
  step: StepForm;
  field: string;
  symbol: string;
  wrong: Wrong;
  onStep: (some: Partial<StepForm>) => void;
  onRemove: (() => void) | undefined;
}) {
  return (
    <div className="variant-row">
      <TextField
        label="Up to (grams)"
        placeholder="Any weight"
        inputMode="numeric"
        value={step.upTo}
        wrong={wrong[`${field}.upTo`]}
        onValue={(upTo) => onStep({ upTo })}
        data-testid="step-upTo"
      />
      <TextField
        label={`First unit (${symbol})`}
        inputMode="decimal"
        value={step.first}
        wrong={wrong[`${field}.first`]}
        onValue={(first) => onStep({ first })}
        data-testid="step-first"
      />
      <TextField
        label="Each further"
        placeholder="The same"
        inputMode="decimal"
        value={step.further}
        wrong={wrong[`${field}.further`]}
        onValue={(further) => onStep({ further })}
        data-testid="step-further"
      />
      {onRemove && <RemoveButton name="Remove this weight" onClick={onRemove} />}
    </div>
  );
}

const RemoveButton = ({ name, onClick }: { name: string; onClick: () => void }) => (
  <button type="button" className="icon-button" aria-label={name} onClick={onClick}>
    <Icon name="trash" />
  </button>
);
