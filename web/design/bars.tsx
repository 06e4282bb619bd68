// A small chart of stacked bars over time; the same numbers stand in a table for who cannot see it.
export interface Bar {
  name: string;
  /** Said when it is pointed at. */
  about: string;
  /** Stands above it where there is room; left out: nothing. */
  sum?: string | undefined;
  /** From the bottom up, each with the name of its colour in sales.css; none below zero. */
  parts: { tone: string; amount: bigint }[];
}

/** As many as have room for their names beside each other on a phone. */
const MAX_NAMES = 4;

export function Bars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const sums = bars.map(({ parts }) => parts.reduce((sum, { amount }) => sum + amount, 0n));
  const most = sums.reduce((max, sum) => (sum > max ? sum : max), 1n);
  /** Exact to a ten-thousandth of the chart, whatever the decimals. */
  const heightOf = (amount: bigint): string => `${Number((amount * 10_000n) / most) / 100}%`;
  const hasRoom = bars.length <= MAX_NAMES;
  const every = Math.ceil(bars.length / MAX_NAMES);
  return (
    <div className={hasRoom ? "bars" : "bars many"} role="img" aria-label={label} data-testid="bars">
      {bars.map(({ name, about, sum, parts }, place) => (
        <div key={name} className="bar" title={about} data-testid="bar">
          <div className="bar-parts">
            {parts.map(({ tone, amount }) => (
              <div key={tone} className={tone} style={{ height: heightOf(amount) }} />
            ))}
            {hasRoom && <span className="number">{sum}</span>}
          </div>
          <span className="bar-name">{place % every === 0 && name}</span>
        </div>
      ))}
    </div>
  );
}
