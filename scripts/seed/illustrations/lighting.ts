// Drawings of lamps and candles.
import { scene } from "./backdrop.ts";
import { circle, ellipse, ellipsePath, group, line, path, rect, solid, standing, tube } from "./shapes.ts";

const BRASS = "#c9973f";

function lamp(): string {
  return [
    path("M836 338L1040 810H500L640 452Z", "url(#beam)"),
    ellipse(760, 790, 270, 52, "url(#glow)"),
    standing(430, 772, 150),
    ellipse(430, 768, 150, 36, "#8a6426"),
    ellipse(430, 754, 150, 36, BRASS, "round", "gloss"),
    ellipse(430, 748, 118, 26, "#d9ab57", "soft"),
    tube("M430 744L352 470", BRASS, 20),
    tube("M352 470L640 268", BRASS, 18),
    circle(352, 470, 25, "#a87a2d", "ball"),
    circle(352, 470, 9, "#f0d491"),
    rect(416, 716, 28, 34, 6, "#a87a2d", "metal"),
    line("M430 752C380 800 250 800 150 860", "#3a2c22", 7),
    // The head looks down to the right.
    group(
      "translate(648 262) rotate(-32)",
      ellipse(0, 168, 70, 40, "url(#glow)"),
      ellipse(0, 160, 122, 30, "#fff4cf"),
      circle(0, 166, 34, "#fffdf2"),
      solid("M-40 6C-44 70 -112 96 -124 158A124 30 0 0 1 124 158C112 96 44 70 40 6Z", "#2f5d50", "round"),
      rect(-42, -34, 84, 46, 14, BRASS, "metal"),
      rect(-14, -56, 28, 28, 8, "#a87a2d", "metal"),
    ),
    circle(640, 268, 17, "#a87a2d", "ball"),
  ].join("");
}

export const deskLamp = (): string => scene({ room: "dusk", accent: "circle" }, lamp());

export const deskLampHead = (): string => scene({ room: "dusk" }, group("translate(-640 -150) scale(1.95)", lamp()));

export function paperPendant(): string {
  const facets = 12;
  const rows: [y: number, rx: number][] = [
    [170, 44],
    [300, 268],
    [430, 300],
    [560, 150],
  ];
  const light = (at: number, row: number) => {
    const base = row === 1 ? 255 : 248;
    const fall = Math.round(24 * Math.abs(at - 0.36) * 1.7) + (row === 2 ? 6 : 0);
    return [base + 8 - fall, base - 6 - fall * 1.35, base - 40 - fall * 2];
  };
  const x = (column: number, rx: number) => 600 - rx * Math.cos((Math.PI * column) / facets);
  const folds = rows.slice(0, -1).flatMap(([top, topRx], row) => {
    const [bottom, bottomRx] = rows[row + 1]!;
    return Array.from({ length: facets }, (_, column) => {
      const at = (column + 0.5) / facets;
      const shift = (column % 2 === 0 ? 1 : -1) * 7;
      const rgb = light(at, row).map((value) => Math.min(255, Math.round(value + shift)));
      const bow = (c: number, rx: number) => Math.sin((Math.PI * c) / facets) * rx * 0.13;
      const corner = (c: number, y: number, rx: number) => `${x(c, rx).toFixed(1)} ${(y + bow(c, rx)).toFixed(1)}`;
      const d = `M${corner(column, top, topRx)}L${corner(column + 1, top, topRx)}L${corner(column + 1, bottom, bottomRx)}L${corner(column, bottom, bottomRx)}Z`;
      const colour = `rgb(${rgb.join(",")})`;
      return path(d, colour, `stroke="${colour}" stroke-width="1"`);
    });
  });
  return scene(
    { room: "clay", view: "wall" },
    ellipse(600, 400, 620, 470, "url(#glow)"),
    line("M600 0V120", "#4a3a30", 6),
    rect(576, 104, 48, 62, 12, "#4a3a30", "metal"),
    ellipse(600, 575, 150, 26, "#fff7dc"),
    ...folds,
    ellipse(600, 640, 210, 120, "url(#glow)"),
  );
}

function candle(x: number, base: number, height: number, room: number): string {
  const top = base - height;
  return [
    standing(x, base + 22, 54),
    ellipse(x, base + 20, 52, 15, "#7a4f2a", "soft"),
    solid(`M${x - 52} ${base + 2}v18a52 15 0 0 0 104 0v-18Z`, "#8a5c33", "round"),
    ellipse(x, base + 2, 52, 15, "#b07d4c", "soft"),
    ellipse(x, base, 25, 8, "#6c4524"),
    solid(
      `M${x - 22} ${base}L${x - 15} ${top + 8}Q${x} ${top - 6} ${x + 15} ${top + 8}L${x + 22} ${base}A22 7 0 0 1 ${x - 22} ${base}Z`,
      "#e0a63c",
      "round",
    ),
    path(`M${x - 14} ${top + 10}q-3 40 4 52q5 6 6 -8l2 -44Z`, "#f3cf7d", `fill-opacity=".8"`),
    line(`M${x} ${top}v-16`, "#3a2c22", 4),
    ellipse(x, top - 44, room, room * 1.1, "url(#glow)"),
    path(
      `M${x} ${top - 92}C${x + 26} ${top - 48} ${x + 20} ${top - 14} ${x} ${top - 10}C${x - 20} ${top - 14} ${x - 26} ${top - 48} ${x} ${top - 92}Z`,
      "#ffc24a",
    ),
    path(
      `M${x} ${top - 58}C${x + 12} ${top - 36} ${x + 10} ${top - 18} ${x} ${top - 14}C${x - 10} ${top - 18} ${x - 12} ${top - 36} ${x} ${top - 58}Z`,
      "#fff6d8",
    ),
  ].join("");
}

export const candles = (): string =>
  scene(
    { room: "dusk", zoom: 1.12 },
    path(ellipsePath(600, 430, 560, 420), "url(#glow)", `fill-opacity=".55"`),
    candle(380, 690, 330, 110),
    candle(530, 720, 450, 130),
    candle(680, 690, 380, 120),
    candle(830, 725, 270, 105),
  );
