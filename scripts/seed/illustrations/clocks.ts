// Drawings of clocks and of a vase.
import { scene } from "./backdrop.ts";
import {
  circle,
  ellipse,
  ellipsePath,
  group,
  hanging,
  inside,
  leaf,
  line,
  path,
  rect,
  solid,
  speckles,
  standing,
  tube,
} from "./shapes.ts";

/** Marks of the hours or minutes around (0, 0). */
const ticks = (count: number, from: number, to: number, colour: string, width: number): string =>
  Array.from({ length: count }, (_, index) => {
    const angle = (index * 2 * Math.PI) / count;
    const at = (r: number) => `${(Math.sin(angle) * r).toFixed(1)} ${(-Math.cos(angle) * r).toFixed(1)}`;
    return line(`M${at(from)}L${at(to)}`, colour, width);
  }).join("");

const hand = (degrees: number, length: number, width: number, colour: string): string =>
  group(`rotate(${degrees})`, line(`M0 ${length * 0.16}V${-length}`, colour, width));

export function wallClock(): string {
  return scene(
    { room: "sky", view: "wall" },
    hanging(ellipsePath(600, 450, 310, 310)),
    circle(600, 450, 310, "#b47a45", "soft"),
    line(ellipsePath(600, 450, 300, 300), "#e4b77f", 5, `stroke-opacity=".8"`),
    line(ellipsePath(600, 450, 282, 282), "#7c4f28", 4, `stroke-opacity=".5"`),
    circle(600, 450, 266, "#6b4423"),
    circle(602, 454, 260, "#fbf5e8"),
    path("M342 454a260 260 0 0 1 520 0a266 250 0 0 0 -520 0Z", "#3a2416", `fill-opacity=".2"`),
    group(
      "translate(600 452)",
      ticks(60, 226, 236, "#a9967c", 3),
      ticks(12, 196, 236, "#3b2d25", 8),
      ticks(4, 180, 236, "#c4613a", 12),
      group("translate(6 9)", hand(-56, 128, 14, "#00000022"), hand(54, 192, 10, "#00000022")),
      hand(-56, 128, 15, "#3b2d25"),
      hand(54, 192, 10, "#3b2d25"),
      hand(200, 150, 4, "#c4613a"),
      circle(0, 0, 17, "#c4613a", "ball"),
    ),
    path("M400 620L700 200H790L470 680Z", "#fff", `fill-opacity=".14"`),
  );
}

export function alarmClock(): string {
  const mint = "#7fb3a2";
  const bell = (side: number) =>
    group(
      `translate(${600 + side * 128} 292) rotate(${side * 32})`,
      rect(-8, 20, 16, 60, 4, "#a58a4f", "metal"),
      solid("M-92 40C-92 -60 92 -60 92 40A92 18 0 0 1 -92 40Z", "#d6b25e", "round", "gloss"),
      circle(0, -40, 12, "#a58a4f", "ball"),
    );
  return scene(
    { room: "blush", accent: "circle" },
    standing(604, 776, 190),
    tube("M474 690L430 772", "#b8964c", 26),
    tube("M726 690L770 772", "#b8964c", 26),
    line("M530 282C530 200 670 200 670 282", "#a58a4f", 16),
    line("M530 282C530 200 670 200 670 282", "#e8cd8a", 5),
    bell(-1),
    bell(1),
    tube("M600 330V262", "#a58a4f", 11),
    circle(600, 252, 20, "#d6b25e", "ball"),
    circle(600, 532, 232, mint, "soft"),
    line(ellipsePath(600, 532, 224, 224), "#fff", 5, `stroke-opacity=".4"`),
    circle(600, 532, 194, "#4f7f70"),
    circle(602, 535, 188, "#fff8e8"),
    path("M414 535a188 188 0 0 1 376 0a196 178 0 0 0 -376 0Z", "#23443a", `fill-opacity=".22"`),
    group(
      "translate(602 535)",
      ticks(60, 164, 172, "#b9a88c", 2.5),
      ticks(12, 140, 172, "#3b2d25", 7),
      circle(0, 84, 34, "#f0e4c8"),
      group("translate(0 84)", ticks(12, 25, 30, "#8c7a5e", 2), hand(140, 20, 3, "#c4613a")),
      hand(-58, 92, 12, "#3b2d25"),
      hand(56, 138, 8, "#3b2d25"),
      hand(118, 74, 4, "#c4613a"),
      circle(0, 0, 12, "#c4613a", "ball"),
    ),
    path("M470 640L640 390H710L520 690Z", "#fff", `fill-opacity=".22"`),
  );
}

export function vase(): string {
  const d = "M556 420C556 462 470 500 470 610C470 690 520 744 600 744C680 744 730 690 730 610C730 500 644 462 644 420Z";
  const twig = (curve: string, leaves: [x: number, y: number, angle: number][], colour: string) =>
    line(curve, "#7d8a63", 6) + leaves.map(([x, y, angle]) => leaf(x, y, 84, 46, angle, colour)).join("");
  return scene(
    { room: "clay", accent: "arch", zoom: 1.06 },
    standing(604, 736, 140),
    twig(
      "M600 430C590 330 560 240 500 130",
      [
        [592, 350, -150],
        [585, 318, -38],
        [571, 270, -160],
        [560, 236, -50],
        [540, 196, -165],
        [530, 176, -60],
        [502, 132, -118],
      ],
      "#7f9a78",
    ),
    twig(
      "M606 430C630 350 680 300 740 232",
      [
        [622, 374, -10],
        [634, 350, -110],
        [664, 312, -2],
        [684, 290, -100],
        [714, 260, 2],
        [738, 234, -48],
      ],
      "#96ab83",
    ),
    twig(
      "M598 430C570 380 510 350 440 330",
      [
        [560, 384, -200],
        [546, 374, -120],
        [500, 351, -205],
        [476, 341, -125],
        [442, 330, -170],
      ],
      "#8aa37c",
    ),
    path(d, "#f1e6d2"),
    inside(
      "vase",
      d,
      path("M440 600Q520 570 600 596T760 590V760H440Z", "#c98a66"),
      path("M440 600Q520 570 600 596T760 590V604Q680 584 600 610T440 614Z", "#fff", `fill-opacity=".35"`),
      speckles({ x: 470, y: 430, w: 260, h: 170 }, { count: 60, fill: "#8a6b4a", size: 2 }),
    ),
    path(d, "url(#round)"),
    ellipse(600, 420, 44, 12, "#f7eedf"),
    ellipse(600, 421, 35, 8, "#5d4433"),
  );
}
