// Drawings of things that sound: guitar, record player, table radio.
import { scene } from "./backdrop.ts";
import {
  circle,
  ellipse,
  ellipsePath,
  faint,
  grain,
  group,
  hanging,
  inside,
  line,
  path,
  rect,
  rectPath,
  solid,
  standing,
  tube,
} from "./shapes.ts";

/** A parlour guitar around (0, 0), upright, soundhole in the middle. */
function guitar(): string {
  const body =
    "M0 -170C60 -170 118 -150 122 -92C125 -48 92 -30 92 6C92 52 160 74 160 158C160 244 90 276 0 276S-160 244 -160 158C-160 74 -92 52 -92 6C-92 -30 -125 -48 -122 -92C-118 -150 -60 -170 0 -170Z";
  const strings = [-17.5, -10.5, -3.5, 3.5, 10.5, 17.5];
  return [
    hanging(body, 20, 24),
    path(body, "#6e3b1e", `transform="translate(5 5)"`),
    path(body, "#d9a05b"),
    inside(
      "top",
      body,
      grain({ x: -170, y: -180, w: 340, h: 470 }, { count: 22, stroke: "#a86f30", upright: true, seed: 2 }),
    ),
    path(body, "url(#soft)"),
    line(body, "#5b2f17", 6),
    line(body, "#f3ddb0", 2.5),
    circle(0, -10, 60, "#6e3b1e"),
    circle(0, -10, 55, "#f3ddb0"),
    circle(0, -10, 51, "#8a4f28"),
    circle(0, -10, 45, "#1f120a"),
    path("M-45 -10a45 45 0 0 0 90 0Z", "#4a2c18", `fill-opacity=".7"`),
    solid("M46 -28C84 -20 92 40 64 74C44 60 58 20 34 24Z", "#3a1f12", "soft"),
    rect(-76, 148, 152, 26, 9, "#4a2814", "down"),
    rect(-56, 150, 112, 6, 3, "#f6efe0"),
    ...strings.map((x) => circle(x * 2, 166, 3.6, "#f6efe0")),
    rect(-25, -372, 50, 352, 4, "#3a2115", "round"),
    ...Array.from({ length: 15 }, (_, index) =>
      rect(-25, -366 + 340 * (1 - 0.944 ** index) * 1.55, 50, 3, 0, "#d8c48c"),
    ),
    ...[90, 150, 196, 236].map((y) => circle(0, -366 + y, 5, "#f3ddb0")),
    solid("M-27 -372L-40 -486Q0 -506 40 -486L27 -372Z", "#5b2f17", "soft"),
    ...[-1, 1].flatMap((side) =>
      [0, 1, 2].map(
        (n) =>
          line(`M${side * (34 + n * 2)} ${-402 - n * 32}h${side * 16}`, "#b9b3a8", 5) +
          ellipse(side * (57 + n * 2), -402 - n * 32, 9, 11, "#f0e6d0", "ball"),
      ),
    ),
    ...[-1, 1].flatMap((side) => [0, 1, 2].map((n) => circle(side * (18 + n), -402 - n * 32, 4, "#d8d2c4"))),
    rect(-26, -376, 52, 6, 2, "#f6efe0"),
    ...strings.map((x, index) => line(`M${x * 1.1} -374L${x * 1.75} 153`, "#efe8d8", index < 3 ? 2.4 : 1.5)),
  ].join("");
}

export const parlourGuitar = (): string =>
  scene(
    { room: "sage", accent: "circle" },
    standing(640, 776, 190),
    group("translate(560 550) rotate(11) scale(.92)", guitar()),
  );

export const guitarRosette = (): string =>
  scene({ room: "sage", view: "wall" }, group("translate(560 440) rotate(11) scale(2.5)", guitar()));

export function recordPlayer(): string {
  const cloth = "#3f6b74";
  return scene(
    { room: "butter", zoom: 1.08 },
    standing(608, 770, 300),
    // The lid stands open behind.
    rect(318, 190, 564, 300, 26, cloth, "soft"),
    rect(342, 214, 516, 276, 14, "#e8d5b3"),
    path(rectPath(342, 214, 516, 276, 14), "url(#down)"),
    ...Array.from({ length: 8 }, (_, index) => line(`M${410 + index * 54} 262V420`, "#c9ad7d", 12)),
    ...[330, 852].map((x) => rect(x, 440, 18, 70, 4, "#b9b3a8", "metal")),
    // Deck and front.
    solid("M318 486H882L926 660H274Z", "#efe0c2", "soft"),
    ellipse(560, 572, 222, 74, "#2e1a0e66"),
    ellipse(560, 566, 220, 74, "#1d1a19"),
    ...[0.9, 0.78, 0.66, 0.54, 0.44].map((s) => line(ellipsePath(560, 566, 220 * s, 74 * s), "#55504c", 2)),
    inside(
      "vinyl",
      ellipsePath(560, 566, 220, 74),
      path("M560 566L330 500L400 470ZM560 566L790 632L720 662Z", "#fff", `fill-opacity=".16"`),
    ),
    ellipse(560, 566, 78, 26, "#d9653f"),
    ellipse(560, 566, 50, 16, "#e98d63"),
    ellipse(560, 563, 8, 4, "#f4ead6"),
    ellipse(818, 534, 40, 16, "#6b6460", "round"),
    ellipse(818, 526, 34, 13, "#b9b3a8", "soft"),
    line("M818 520C850 590 770 610 690 588", "#8b8680", 13),
    line("M818 518C850 588 770 608 690 586", "#ece8e0", 6),
    group("translate(690 588) rotate(12)", rect(-34, -9, 44, 22, 5, "#3b3532", "down")),
    rect(274, 656, 652, 104, 22, cloth, "soft", "down"),
    path(rectPath(274, 656, 652, 12), "#fff", `fill-opacity=".18"`),
    rect(330, 690, 250, 42, 8, "#e8d5b3"),
    ...Array.from({ length: 14 }, (_, index) => rect(342 + index * 17, 697, 7, 28, 3, "#b0946a")),
    ...[690, 770].map(
      (x) =>
        circle(x, 711, 26, "#c9973f", "ball") +
        circle(x, 711, 16, "#e6cb85", "soft") +
        line(`M${x} 711l9 -12`, "#6b4a1c", 4),
    ),
    circle(842, 711, 8, "#ffdf8a"),
    circle(842, 711, 20, "url(#glow)"),
    ...[340, 860].map((x) => rect(x - 26, 752, 52, 18, 6, "#2b2320")),
  );
}

export function tableRadio(): string {
  const body =
    "M270 420C270 350 300 330 360 326H840C900 330 930 350 930 420V656C930 700 906 716 870 716H330C294 716 270 700 270 656Z";
  return scene(
    { room: "clay", accent: "circle" },
    standing(606, 748, 310),
    ...[350, 850].map((x) => tube(`M${x} 712L${600 + (x - 600) * 1.08} 746`, "#5b3a22", 22)),
    path(body, "#8a4f2a"),
    inside("walnut", body, grain({ x: 260, y: 326, w: 680, h: 400 }, { count: 20, stroke: "#4f2a14", seed: 14 })),
    path(body, "url(#soft)"),
    path(body, "url(#gloss)", `fill-opacity=".5"`),
    rect(310, 366, 580, 196, 26, "#e0c48e"),
    inside(
      "cloth",
      rectPath(310, 366, 580, 196, 26),
      ...Array.from({ length: 58 }, (_, index) =>
        line(`M${310 + index * 10} 360V570`, index % 2 ? "#b9975c" : "#f0dcb2", 3, `stroke-opacity=".6"`),
      ),
      ...Array.from({ length: 20 }, (_, index) =>
        line(`M310 ${366 + index * 10}H890`, "#8a6a38", 1.6, `stroke-opacity=".35"`),
      ),
      path("M300 360H900V400H300Z", "url(#gloss)"),
      path(rectPath(310, 366, 580, 16), "#2e1a0e", `fill-opacity=".25"`),
    ),
    line(rectPath(310, 366, 580, 196, 26), "#e6cb85", 6),
    line(rectPath(310, 366, 580, 196, 26), "#9a7528", 2),
    rect(404, 586, 392, 88, 14, "#2b2320"),
    rect(414, 594, 372, 72, 10, "#f7e7bd"),
    ellipse(600, 630, 220, 60, "url(#glow)"),
    ...Array.from({ length: 25 }, (_, index) =>
      line(
        `M${430 + index * 14} 616v${index % 5 ? 8 : 16}M${430 + index * 14} 652v${index % 4 ? -6 : -12}`,
        "#6b4a1c",
        2,
      ),
    ),
    line("M656 600V660", "#c4452f", 5),
    path("M414 604a10 10 0 0 1 10 -10H600L560 666H424a10 10 0 0 1 -10 -10Z", "#fff", `fill-opacity=".25"`),
    ...[344, 856].map(
      (x) =>
        circle(x, 630, 42, "#e6cb85", "soft") +
        circle(x, 630, 34, "#f1e6d2", "ball") +
        faint(0.4, line(`M${x} 630l-16 -20`, "#6b4a1c", 6)),
    ),
  );
}
