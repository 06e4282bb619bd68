// Drawings of things for the kitchen: mug, teapot, bowls, boards, coffee maker.
import { type Room, scene } from "./backdrop.ts";
import {
  circle,
  ellipse,
  ellipsePath,
  faint,
  grain,
  group,
  inside,
  line,
  path,
  rect,
  rectPath,
  solid,
  speckles,
  standing,
  tube,
} from "./shapes.ts";

const CLAY = "#c79b72";

export function mug(glaze: string, rim: string, room: Room): string {
  const body = "M420 380L436 690A144 34 0 0 0 724 690L740 380Z";
  return scene(
    { room, accent: "circle", zoom: 1.25 },
    standing(590, 722, 168),
    line("M722 452C846 424 866 610 718 626", "#000", 44, `stroke-opacity=".1" transform="translate(6 8)"`),
    tube("M722 452C846 424 866 610 718 626", glaze, 42),
    path(body, glaze),
    inside(
      "mug",
      body,
      path("M400 628A166 40 0 0 0 760 628V760H400Z", CLAY),
      line("M400 628A166 40 0 0 0 760 628", rim, 7, `stroke-opacity=".7"`),
      speckles({ x: 420, y: 400, w: 320, h: 330 }, { count: 150, fill: "#4b3524", size: 2.4 }),
    ),
    path(body, "url(#round)"),
    ellipse(580, 380, 160, 40, rim, "soft"),
    ellipse(580, 384, 142, 32, "#3b2618"),
    inside(
      "coffee",
      ellipsePath(580, 384, 142, 32),
      ellipse(580, 398, 140, 30, "#5d3a21"),
      ellipse(548, 394, 66, 10, "#8a5c38"),
    ),
    line("M540 320c-26 -34 26 -58 0 -98M608 312c-28 -40 28 -70 2 -116", "#fff", 9, `stroke-opacity=".5"`),
  );
}

export function teapot(): string {
  const blue = "#5f8190";
  return scene(
    { room: "butter", accent: "circle", zoom: 1.06 },
    standing(600, 736, 210),
    line("M452 470C420 190 780 190 748 470", "#8a5f33", 26),
    line("M452 470C420 190 780 190 748 470", "#c8995c", 18, `stroke-dasharray="10 9"`),
    solid("M420 606C330 590 322 500 262 438L310 412C358 452 384 520 450 530Z", blue, "soft"),
    ellipse(286, 425, 27, 14, "#2f4750"),
    ellipse(600, 726, 132, 26, CLAY, "round"),
    solid(
      "M600 440C760 440 824 520 824 600C824 690 748 738 600 738C452 738 376 690 376 600C376 520 440 440 600 440Z",
      blue,
      "ball",
    ),
    inside(
      "pot",
      "M600 440C760 440 824 520 824 600C824 690 748 738 600 738C452 738 376 690 376 600C376 520 440 440 600 440Z",
      path("M360 668Q600 726 840 668V760H360Z", CLAY, `fill-opacity=".92"`),
      speckles({ x: 380, y: 450, w: 440, h: 280 }, { count: 190, fill: "#24363d", size: 2.3 }),
      path("M360 668Q600 726 840 668V760H360Z", "url(#down)"),
    ),
    faint(0.16, group("rotate(24 474 540)", ellipse(474, 540, 42, 66, "#fff"))),
    ellipse(600, 452, 124, 30, "#3f5b67"),
    solid("M482 446C500 396 700 396 718 446A118 28 0 0 1 482 446Z", blue, "soft", "gloss"),
    circle(600, 392, 27, "#8a5f33", "ball"),
    circle(452, 470, 15, "#4d6b78", "ball"),
    circle(748, 470, 15, "#4d6b78", "ball"),
  );
}

/** A bowl seen a little from above: its inside, then `filling`, then its outside. */
function bowl(
  cx: number,
  rim: number,
  rx: number,
  depth: number,
  [outer, inner]: [string, string],
  filling = "",
): string {
  const ry = rx * 0.2;
  const foot = rx * 0.42;
  const outside =
    `M${cx - rx} ${rim}A${rx} ${ry} 0 0 0 ${cx + rx} ${rim}` +
    `C${cx + rx * 0.96} ${rim + depth * 0.72} ${cx + foot * 1.5} ${rim + depth} ${cx + foot} ${rim + depth}` +
    `A${foot} ${ry * 0.4} 0 0 1 ${cx - foot} ${rim + depth}` +
    `C${cx - foot * 1.5} ${rim + depth} ${cx - rx * 0.96} ${rim + depth * 0.72} ${cx - rx} ${rim}Z`;
  return (
    ellipse(cx, rim, rx, ry, outer) +
    ellipse(cx, rim + 2, rx * 0.955, ry * 0.9, inner, "down") +
    filling +
    solid(outside, outer, "round") +
    line(`M${cx - rx} ${rim}A${rx} ${ry} 0 0 0 ${cx + rx} ${rim}`, "#fff", 6, `stroke-opacity=".4"`)
  );
}

export function nestingBowls(): string {
  const small = bowl(600, 396, 176, 150, ["#d98c6a", "#b56c4c"]);
  const medium = bowl(600, 458, 252, 190, ["#efe2cd", "#cdbb9f"], small);
  return scene(
    { room: "sage", accent: "circle" },
    standing(600, 752, 190),
    bowl(600, 520, 330, 230, ["#6f8a73", "#51685a"], medium),
    line("M310 610Q600 740 890 610", "#efe2cd", 5, `stroke-opacity=".55"`),
  );
}

function board(x: number, y: number, w: number, h: number, wood: string, dark: string, id: string): string {
  const mid = x + w / 2;
  const d =
    `M${x + 40} ${y}H${mid - 62}C${mid - 40} ${y} ${mid - 40} ${y - 20} ${mid - 40} ${y - 50}V${y - 96}a40 40 0 0 1 80 0V${y - 50}` +
    `C${mid + 40} ${y - 20} ${mid + 40} ${y} ${mid + 62} ${y}H${x + w - 40}a40 40 0 0 1 40 40V${y + h}H${x}V${y + 40}a40 40 0 0 1 40 -40Z`;
  return [
    path(d, "#3a2416", `fill-opacity=".22" transform="translate(20 10)"`),
    path(d, dark, `transform="translate(10 4)"`),
    path(d, wood),
    inside(
      id,
      d,
      grain({ x, y: y - 140, w, h: h + 140 }, { count: 15, stroke: dark, seed: x, upright: true }),
      path(rectPath(x, y - 140, w * 0.36, h + 140), "#fff", `fill-opacity=".06"`),
    ),
    path(d, "url(#soft)"),
    circle(mid, y - 92, 17, "#e9dcc6"),
    line(`M${mid} ${y - 92}c-40 30 -34 90 -8 104c22 8 30 -60 12 -104`, "#6b4226", 7),
  ].join("");
}

export function boards(): string {
  return scene(
    { room: "mist" },
    standing(640, 742, 330),
    board(392, 300, 330, 440, "#8a5a3a", "#5e3a22", "walnut"),
    group("translate(26 0)", board(618, 440, 250, 304, "#a8714a", "#744a2c", "small")),
    // A lemon and its half, for scale.
    standing(330, 752, 70),
    solid(
      "M262 706C266 664 306 648 340 650C380 650 404 676 410 696L424 706L410 718C400 744 374 760 338 758C300 758 266 744 262 706Z",
      "#f2c53d",
      "ball",
    ),
    ellipse(452, 752, 52, 50, "#e8b52e"),
    ellipse(448, 750, 46, 45, "#fbf0c4"),
    ellipse(448, 750, 39, 38, "#f7d560"),
    line("M448 714V786M414 734L482 766M482 734L414 766", "#fbf0c4", 5),
  );
}

export function pourOver(): string {
  const glass =
    "M478 250C490 390 560 430 562 476C560 530 430 600 420 700Q420 742 470 742H730Q780 742 780 700C770 600 640 530 638 476C640 430 710 390 722 250Z";
  return scene(
    { room: "blush", accent: "arch", zoom: 1.12 },
    standing(600, 742, 178),
    path(glass, "#fff", `fill-opacity=".42"`),
    inside(
      "glass",
      glass,
      path("M400 640H800V760H400Z", "#4a2a17"),
      ellipse(600, 640, 150, 20, "#7a4a2a"),
      path("M400 560H470L440 760H400Z", "#fff", `fill-opacity=".25"`),
      path("M478 250L560 470H600L540 250Z", "#fff", `fill-opacity=".3"`),
    ),
    solid("M496 236L590 420Q600 432 610 420L704 236A104 20 0 0 1 496 236Z", "#f4e9d6", "round"),
    ellipse(600, 236, 104, 20, "#e4d4ba"),
    ellipse(600, 242, 84, 13, "#5a3620"),
    path(glass, "none", `stroke="#fff" stroke-width="6" stroke-opacity=".75"`),
    line(ellipsePath(600, 250, 122, 22), "#fff", 5, `stroke-opacity=".7"`),
    line("M452 690C460 640 486 600 516 572", "#fff", 12, `stroke-opacity=".7"`),
    rect(542, 430, 116, 92, 16, "#a8683c", "round"),
    grain({ x: 546, y: 432, w: 108, h: 88 }, { count: 5, stroke: "#5e3a22", upright: true }),
    rect(540, 466, 120, 17, 4, "#5b3a26", "round"),
    line("M606 476c24 22 30 50 18 78M600 476c-4 30 -18 48 -26 62", "#5b3a26", 9),
    circle(602, 475, 14, "#e6c48c", "ball"),
  );
}
