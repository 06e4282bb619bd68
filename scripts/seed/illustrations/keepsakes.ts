// Drawings of a rangefinder camera and of a wooden pull-along duck.
import { scene } from "./backdrop.ts";
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
} from "./shapes.ts";

function lens(): string {
  const knurl = Array.from({ length: 48 }, (_, index) =>
    group(`rotate(${index * 7.5})`, rect(-4, -172, 8, 18, 2, "#17191b")),
  );
  return [
    circle(8, 16, 176, "#00000040"),
    circle(0, 0, 174, "#33373a", "soft"),
    ...knurl,
    circle(0, 0, 152, "#d5d7d6", "soft"),
    line(ellipsePath(0, 0, 150, 150), "#fff", 2.5, `stroke-opacity=".7"`),
    ...Array.from({ length: 24 }, (_, index) =>
      group(`rotate(${index * 15})`, rect(-1.5, -148, 3, index % 3 ? 9 : 16, 0, "#3b3f42")),
    ),
    circle(0, 0, 124, "#222528", "soft"),
    line(ellipsePath(0, 0, 112, 112), "#6d7376", 2),
    circle(0, 0, 98, "#101214"),
    circle(0, 0, 84, "#1b2838"),
    circle(0, 0, 70, "#27405c"),
    circle(0, 0, 44, "#15202f"),
    circle(0, 0, 24, "#0a0f16"),
    path("M-64 -30A70 70 0 0 1 -10 -70A90 90 0 0 0 -64 -30Z", "#fff", `fill-opacity=".75"`),
    faint(0.35, ellipse(26, 30, 26, 15, "#c58bd6")),
    ellipse(-24, -22, 15, 11, "#ffe2a8"),
    circle(0, -118, 4, "#c4452f"),
  ].join("");
}

function camera(): string {
  const chrome = "#d5d3cd";
  return [
    standing(604, 738, 330),
    rect(270, 300, 660, 438, 56, "#2b2a2a", "soft"),
    speckles({ x: 280, y: 420, w: 640, h: 230 }, { count: 420, fill: "#ffffff14", size: 3, seed: 23 }),
    solid(
      "M270 408V346C270 306 296 290 330 290H440L462 262H742L764 290H870C904 290 930 306 930 346V408Z",
      chrome,
      "soft",
    ),
    path("M270 400H930V412H270Z", "#8f8b83"),
    path("M290 316Q300 298 340 298H440L468 270H738L758 298H860Q900 298 910 316Z", "#fff", `fill-opacity=".5"`),
    solid("M270 674H930V682A56 56 0 0 1 874 738H326A56 56 0 0 1 270 682Z", chrome, "down"),
    path("M270 664H930V678H270Z", "#8f8b83"),
    // Dials, lever and release on the top.
    rect(320, 250, 92, 42, 7, "#bdbab2", "metal"),
    rect(332, 236, 68, 16, 5, "#8f8b83", "metal"),
    rect(780, 246, 84, 46, 7, "#bdbab2", "metal"),
    rect(700, 246, 30, 20, 6, "#8f8b83", "metal"),
    rect(560, 244, 80, 20, 4, "#6d6a64", "metal"),
    // Viewfinder windows.
    rect(742, 318, 104, 62, 9, "#4a4843"),
    rect(750, 325, 88, 48, 6, "#22354a", "soft"),
    path("M752 327h50l-30 44h-20Z", "#fff", `fill-opacity=".35"`),
    rect(556, 322, 90, 50, 8, "#4a4843"),
    rect(563, 328, 76, 38, 5, "#e8dcc0", "soft"),
    rect(392, 326, 52, 42, 8, "#4a4843"),
    rect(398, 332, 40, 30, 5, "#3a5a6b", "soft"),
    group("translate(600 536)", lens()),
    line("M352 470a40 40 0 0 1 40 40", "#8f8b83", 10),
    circle(352, 512, 15, "#bdbab2", "ball"),
    ...[262, 938].map((x) => line(ellipsePath(x, 372, 15, 20), "#a8a49b", 7)),
  ].join("");
}

export const rangefinder = (): string =>
  scene(
    { room: "sky", accent: "circle" },
    line("M262 380C120 480 60 640 150 720S210 840 60 880", "#8a4f2a", 20),
    camera(),
  );

export const rangefinderLens = (): string =>
  scene({ room: "sky" }, group("translate(-480 -560) scale(1.85)", camera()));

export function pullDuck(): string {
  const body =
    "M330 520C300 500 276 460 262 420C320 440 380 440 440 430C520 414 560 420 610 440C640 400 640 370 622 330C600 270 640 196 720 196C796 196 836 254 822 320C812 366 790 392 800 450C816 540 760 640 640 652H470C400 652 344 600 330 520Z";
  const wheel = (x: number) =>
    circle(x, 694, 62, "#c4553a", "ball") +
    circle(x, 694, 40, "#e9c389", "soft") +
    circle(x, 694, 12, "#8e6236", "ball");
  return scene(
    { room: "butter", accent: "circle" },
    standing(560, 754, 240),
    line("M740 660C840 690 900 700 960 640S1080 600 1130 650", "#5f8190", 8),
    circle(1130, 652, 26, "#c4553a", "ball"),
    rect(370, 640, 380, 34, 17, "#b98549", "soft"),
    path(body, "#efc64f"),
    inside("duck", body, grain({ x: 250, y: 190, w: 600, h: 470 }, { count: 16, stroke: "#b58a1e", seed: 19 })),
    path(body, "url(#ball)"),
    solid("M820 268C870 262 910 276 926 300C900 322 856 326 816 318Z", "#e07b45", "soft"),
    line("M824 298C860 304 892 304 922 300", "#a84c22", 4),
    circle(748, 266, 17, "#2b2320"),
    circle(743, 260, 5.5, "#fff"),
    solid("M400 500C470 470 580 476 650 500C640 570 570 606 500 590C450 578 414 544 400 500Z", "#5f8190", "soft"),
    line("M440 520C500 540 560 540 624 520M466 552C510 564 550 562 596 548", "#dbe8ea", 6, `stroke-opacity=".7"`),
    path(rectPath(640, 404, 162, 26, 12), "#c4553a", `transform="rotate(-4 720 416)"`),
    wheel(452),
    wheel(676),
  );
}
