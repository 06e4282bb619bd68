// A small chart of stacked bars over time; the same numbers stand in a table for who cannot see it.
const WIDTH = 600;
const HEIGHT = 200;
const FOOT = 28;
const GAP = 0.25;

export interface Bar {
  name: string;
  /** Said when it is pointed at. */
  about: string;
  /** From the bottom up, each with the name of its colour in bars.css; none below zero. */
  parts: { tone: string; amount: bigint }[];
}

export function Bars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const sums = bars.map(({ parts }) => parts.reduce((sum, { amount }) => sum + amount, 0n));
  const most = sums.reduce((max, sum) => (sum > max ? sum : max), 1n);
  const step = WIDTH / Math.max(1, bars.length);
  const high = HEIGHT - FOOT;
  /** Exact to a ten-thousandth of the chart, whatever the decimals. */
  const heightOf = (amount: bigint): number => (Number((amount * 10_000n) / most) / 10_000) * (high - 6);
  const named = namedPlaces(bars.length);
  return (
    <svg className="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} data-testid="bars">
      <line x1={0} x2={WIDTH} y1={high} y2={high} />
      {bars.map(({ name, about, parts }, place) => {
        let top = high;
        return (
          <g key={name} data-testid="bar">
            <title>{about}</title>
            {parts.map(({ tone, amount }) => {
              const height = heightOf(amount);
              top -= height;
              return (
                <rect
                  key={tone}
                  className={tone}
                  x={place * step + (step * GAP) / 2}
                  y={top}
                  width={Math.min(step * (1 - GAP), 64)}
                  height={height}
                />
              );
            })}
            {named.has(place) && (
              <text x={place * step + (step * GAP) / 2} y={HEIGHT - 7}>
                {name}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

const MAX_NAMES = 4;

/** As many as have room, spread evenly from the first on. */
function namedPlaces(count: number): Set<number> {
  const every = Math.max(1, Math.ceil(count / MAX_NAMES));
  return new Set(Array.from({ length: count }, (_, place) => place).filter((place) => place % every === 0));
}
