// The room every illustration stands in: wall, table, light from a window at the upper left, and the shared shades.
import { ellipse, group, path } from "./shapes.ts";

export const WIDTH = 1200;
export const HEIGHT = 900;
/** Where the table meets the wall. */
const HORIZON = 640;

const ROOMS = {
  sand: { wall: ["#fbf6ec", "#eddfc9"], table: ["#dfc7a4", "#cfb189"], accent: "#f3e3c6" },
  sage: { wall: ["#f1f4ea", "#d6dfca"], table: ["#bcc9aa", "#a3b38e"], accent: "#e3ead6" },
  blush: { wall: ["#fcf1ec", "#f1d5c8"], table: ["#e3b8a5", "#cf9c86"], accent: "#f8dfd3" },
  sky: { wall: ["#eff5f7", "#cfdfe6"], table: ["#b3c9d3", "#98b3bf"], accent: "#dfebf0" },
  clay: { wall: ["#f8e6d9", "#e5bfa4"], table: ["#cf9a78", "#b67f5d"], accent: "#efcdb5" },
  butter: { wall: ["#fef7e2", "#f7e4b0"], table: ["#ebcb84", "#d9b261"], accent: "#fcedc4" },
  mist: { wall: ["#f6f5f3", "#dfdcd7"], table: ["#cbc6be", "#b3ada3"], accent: "#ebe8e3" },
  dusk: { wall: ["#4f4547", "#6d5a55"], table: ["#43352f", "#2e2420"], accent: "#64534f" },
} as const;
export type Room = keyof typeof ROOMS;

export interface Setting {
  room: Room;
  /** A quiet shape on the wall behind the thing. */
  accent?: "circle" | "arch" | "none";
  /** `wall`: the thing hangs, and there is no table. */
  view?: "table" | "wall";
  /** Enlarges a small thing, about the point where it stands. */
  zoom?: number;
}

const stops = (...list: [offset: number, colour: string, opacity?: number][]) =>
  list
    .map(
      ([offset, colour, opacity = 1]) => `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`,
    )
    .join("");
const linear = (id: string, to: string, content: string) =>
  `<linearGradient id="${id}" x1="0" y1="0" ${to}>${content}</linearGradient>`;
const radial = (id: string, at: string, content: string) =>
  `<radialGradient id="${id}" ${at}>${content}</radialGradient>`;

const WARM_DARK = "#2e1a0e";
const SHADES = [
  linear(
    "soft",
    `x2="1" y2="1"`,
    stops([0, "#fff", 0.26], [0.45, "#fff", 0], [0.55, WARM_DARK, 0], [1, WARM_DARK, 0.24]),
  ),
  linear(
    "round",
    `x2="1" y2="0"`,
    stops(
      [0, WARM_DARK, 0.1],
      [0.1, "#fff", 0.06],
      [0.26, "#fff", 0.34],
      [0.46, "#fff", 0],
      [0.58, WARM_DARK, 0.02],
      [1, WARM_DARK, 0.36],
    ),
  ),
  radial(
    "ball",
    `cx=".36" cy=".28" r=".78"`,
    stops([0, "#fff", 0.42], [0.4, "#fff", 0], [0.6, WARM_DARK, 0.04], [1, WARM_DARK, 0.36]),
  ),
  linear("down", `x2="0" y2="1"`, stops([0, WARM_DARK, 0], [0.5, WARM_DARK, 0.03], [1, WARM_DARK, 0.3])),
  linear("gloss", `x2="0" y2="1"`, stops([0, "#fff", 0.45], [0.5, "#fff", 0.05], [1, "#fff", 0])),
  linear(
    "metal",
    `x2="1" y2="0"`,
    stops(
      [0, "#000", 0.22],
      [0.18, "#fff", 0.5],
      [0.34, "#fff", 0.05],
      [0.6, "#000", 0.12],
      [0.82, "#fff", 0.18],
      [1, "#000", 0.3],
    ),
  ),
  radial("shadow", `cx=".46" cy=".5" r=".5"`, stops([0, WARM_DARK, 0.42], [0.55, WARM_DARK, 0.16], [1, WARM_DARK, 0])),
  radial("contact", `cx=".5" cy=".5" r=".5"`, stops([0, WARM_DARK, 0.62], [0.7, WARM_DARK, 0.34], [1, WARM_DARK, 0])),
  radial("glow", `cx=".5" cy=".5" r=".5"`, stops([0, "#ffe6a6", 0.85], [0.35, "#ffd98a", 0.32], [1, "#ffd98a", 0])),
  linear("beam", `x2="0" y2="1"`, stops([0, "#ffe9b0", 0.5], [1, "#ffe9b0", 0])),
  // Not radial: over the whole picture that would take as long as everything else together.
  linear("window", `x2=".62" y2=".8"`, stops([0, "#fff", 0.62], [0.55, "#fff", 0.1], [1, "#fff", 0])),
].join("");

function accentOf(shape: Setting["accent"], colour: string): string {
  if (shape === "circle") return ellipse(600, 430, 345, 345, colour);
  if (shape === "arch") return path(`M320 ${HORIZON}V400a280 280 0 0 1 560 0V${HORIZON}Z`, colour);
  return "";
}

/** Two panes of sunlight that fall on the wall at a slant. */
const SUNLIGHT =
  path("M-40 250L250 -40H400L-40 400Z", "#fff", `fill-opacity=".16"`) +
  path("M-40 470L470 -40H660L-40 660Z", "#fff", `fill-opacity=".12"`);

/** A whole picture as SVG text. */
export function scene({ room, accent = "none", view = "table", zoom = 1 }: Setting, ...art: string[]): string {
  const { wall, table, accent: tint } = ROOMS[room];
  const dark = room === "dusk";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><defs>`,
    SHADES,
    linear("wall", `x2="0" y2="1"`, stops([0, wall[0]], [1, wall[1]])),
    linear("table", `x2="0" y2="1"`, stops([0, table[0]], [1, table[1]])),
    `</defs>`,
    path(`M0 0H${WIDTH}V${HEIGHT}H0Z`, "url(#wall)"),
    dark ? "" : SUNLIGHT,
    accentOf(accent, tint),
    view === "table" ? path(`M0 ${HORIZON}H${WIDTH}V${HEIGHT}H0Z`, "url(#table)") : "",
    view === "table" ? path(`M0 ${HORIZON}H${WIDTH}v10H0Z`, "#fff", `fill-opacity=".14"`) : "",
    dark ? "" : path(`M0 0H${WIDTH}V${HEIGHT}H0Z`, "url(#window)"),
    zoom === 1 ? art.join("") : group(`translate(${600 * (1 - zoom)} ${740 * (1 - zoom)}) scale(${zoom})`, ...art),
    `</svg>`,
  ].join("");
}
