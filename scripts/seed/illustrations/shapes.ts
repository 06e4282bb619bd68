// The vocabulary all illustrations are drawn with: SVG shapes lit from the upper left.

/** Overlays that model a shape; defined once in backdrop.ts, in units of the shape's own box. */
export type Shade = "soft" | "round" | "ball" | "down" | "gloss" | "metal";

const SHADOW = "#3a2416";

export const group = (transform: string, ...parts: string[]): string =>
  `<g transform="${transform}">${parts.join("")}</g>`;

/** Parts that are seen only a little. */
export const faint = (opacity: number, ...parts: string[]): string => `<g opacity="${opacity}">${parts.join("")}</g>`;

export const path = (d: string, fill: string, extra = ""): string => `<path d="${d}" fill="${fill}" ${extra}/>`;

/** A filled path with light and shade on it. */
export const solid = (d: string, fill: string, ...shades: Shade[]): string =>
  path(d, fill) + shades.map((shade) => path(d, `url(#${shade})`)).join("");

export const line = (d: string, stroke: string, width: number, extra = ""): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${extra}/>`;

/** A tube: a thick line with a lit side and a dark side, like a lamp's arm or a handle. */
export const tube = (d: string, colour: string, width: number): string =>
  line(d, colour, width) +
  group(`translate(${width * 0.18} ${width * 0.18})`, line(d, "#000", width * 0.5, `stroke-opacity=".14"`)) +
  group(`translate(${-width * 0.16} ${-width * 0.16})`, line(d, "#fff", width * 0.22, `stroke-opacity=".45"`));

export const ellipsePath = (cx: number, cy: number, rx: number, ry: number): string =>
  `M${cx - rx} ${cy}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;

export const ellipse = (cx: number, cy: number, rx: number, ry: number, fill: string, ...shades: Shade[]): string =>
  solid(ellipsePath(cx, cy, rx, ry), fill, ...shades);

export const circle = (cx: number, cy: number, r: number, fill: string, ...shades: Shade[]): string =>
  ellipse(cx, cy, r, r, fill, ...shades);

export const rectPath = (x: number, y: number, w: number, h: number, r = 0): string =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - w}` +
  `a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}Z`;

export const rect = (x: number, y: number, w: number, h: number, r: number, fill: string, ...shades: Shade[]): string =>
  solid(rectPath(x, y, w, h, r), fill, ...shades);

/** Draws `parts` only inside the path `d`. `id` is unique within one picture. */
export const inside = (id: string, d: string, ...parts: string[]): string =>
  `<clipPath id="${id}"><path d="${d}"/></clipPath><g clip-path="url(#${id})">${parts.join("")}</g>`;

/** The shadow of a thing that stands on the table: wide and soft to the right, tight and dark where it touches. */
export const standing = (cx: number, y: number, rx: number): string =>
  ellipse(cx + rx * 0.28, y + 6, rx * 1.35, Math.max(26, rx * 0.19), "url(#shadow)") +
  ellipse(cx + rx * 0.05, y, rx * 1.06, Math.max(12, rx * 0.085), "url(#contact)");

/**
 * The soft shadow of a thing that hangs on, or lies against, the wall. Its blur is a pile of faint outlines: a filter
 * would cost five times the whole drawing.
 */
export const hanging = (d: string, dx = 14, dy = 22): string =>
  group(
    `translate(${dx} ${dy})`,
    ...[58, 51, 44, 37, 30, 23, 16, 9, 3].map((width) =>
      faint(0.039, path(d, SHADOW, `stroke="${SHADOW}" stroke-width="${width}" stroke-linejoin="round"`)),
    ),
  );

/** A leaf from its base at (x, y); `angle` in degrees, 0 points right. */
export function leaf(x: number, y: number, length: number, width: number, angle: number, fill: string): string {
  const half = (side: number) =>
    `M0 0C${length * 0.28} ${side * width * 0.72} ${length * 0.72} ${side * width * 0.66} ${length} 0Z`;
  const lit = Math.cos((angle * Math.PI) / 180) > 0 ? 1 : -1;
  return group(
    `translate(${x} ${y}) rotate(${angle})`,
    path(half(-1) + half(1), fill),
    path(half(lit), "#0b2013", `fill-opacity=".17"`),
    path(half(-lit), "#fff", `fill-opacity=".07"`),
    line(`M0 0L${length * 0.94} 0`, "#fff", Math.max(2, width * 0.035), `stroke-opacity=".35"`),
  );
}

/** Numbers in [0, 1) that are the same in every run, so that a picture has the same bytes and CID. */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Grains, speckles, stitches of terrazzo: small dots strewn over a box. */
export function speckles(
  { x, y, w, h }: { x: number; y: number; w: number; h: number },
  { count, fill, seed = 7, size = 3 }: { count: number; fill: string; seed?: number; size?: number },
): string {
  const random = sequence(seed);
  const dots = Array.from({ length: count }, () => {
    const r = size * (0.4 + random());
    return ellipsePath(x + random() * w, y + random() * h, r, r * 0.8);
  });
  return path(dots.join(""), fill);
}

/** Long wavy lines of wood grain across a box. */
export function grain(
  { x, y, w, h }: { x: number; y: number; w: number; h: number },
  { count, stroke, seed = 5, upright = false }: { count: number; stroke: string; seed?: number; upright?: boolean },
): string {
  const random = sequence(seed);
  return Array.from({ length: count }, (_, index) => {
    const at = (index + 0.3 + random() * 0.4) / count;
    const sway = (random() - 0.5) * 26;
    const d = upright
      ? `M${x + at * w} ${y}c${sway} ${h * 0.3} ${-sway} ${h * 0.7} 0 ${h}`
      : `M${x} ${y + at * h}c${w * 0.3} ${sway} ${w * 0.7} ${-sway} ${w} 0`;
    return line(d, stroke, 1.5 + random() * 2.5, `stroke-opacity=".3"`);
  }).join("");
}
