// Drawings of plants and of what waters them.
import { type Room, scene } from "./backdrop.ts";
import {
  circle,
  ellipse,
  ellipsePath,
  faint,
  group,
  inside,
  leaf,
  line,
  path,
  rect,
  sequence,
  solid,
  speckles,
  standing,
  tube,
} from "./shapes.ts";

/** A flower pot with a collar; `y` is where it stands. */
function pot(cx: number, y: number, w: number, h: number, colour: string, saucer = true): string {
  const top = y - h;
  const half = w / 2;
  const body = `M${cx - half * 0.88} ${top + h * 0.2}L${cx - half * 0.66} ${y - 6}A${half * 0.66} ${half * 0.14} 0 0 0 ${cx + half * 0.66} ${y - 6}L${cx + half * 0.88} ${top + h * 0.2}Z`;
  const collar = `M${cx - half} ${top}L${cx - half * 0.96} ${top + h * 0.22}A${half * 0.96} ${half * 0.17} 0 0 0 ${cx + half * 0.96} ${top + h * 0.22}L${cx + half} ${top}Z`;
  return [
    saucer
      ? ellipse(cx, y + 4, half * 0.9, half * 0.17, colour, "down") +
        ellipse(cx, y - 2, half * 0.9, half * 0.16, colour, "round")
      : "",
    solid(body, colour, "round", "down"),
    path(collar, "#000", `fill-opacity=".2" transform="translate(0 7)"`),
    solid(collar, colour, "round"),
    ellipse(cx, top, half, half * 0.18, colour, "soft"),
    ellipse(cx, top + 1, half * 0.87, half * 0.14, "#3d2a1e"),
  ].join("");
}

export function rubberPlant(): string {
  const green = ["#2f6b4a", "#3c7d57", "#2a5c41", "#4b8d62"];
  const leaves: [x: number, y: number, length: number, angle: number][] = [
    [596, 470, 190, 152],
    [604, 440, 196, 24],
    [596, 400, 206, 172],
    [604, 380, 200, -2],
    [596, 330, 214, 196],
    [606, 318, 212, -24],
    [598, 262, 196, 216],
    [606, 250, 200, -44],
    [600, 206, 176, 244],
    [606, 196, 178, -66],
  ];
  return scene(
    { room: "blush", accent: "arch" },
    standing(604, 772, 150),
    pot(600, 768, 290, 250, "#c9764f"),
    speckles({ x: 490, y: 512, w: 220, h: 20 }, { count: 40, fill: "#5d4330", size: 3 }),
    line("M600 524C592 420 612 300 602 180", "#5a4630", 13),
    line("M597 524C589 420 609 300 599 180", "#8a6f4c", 4),
    ...leaves.map(([x, y, length, angle], index) =>
      leaf(x, y, length, length * 0.46, angle, green[index % green.length]!),
    ),
    leaf(603, 186, 120, 34, -92, "#a9553f"),
  );
}

function ribs(
  d: string,
  id: string,
  colour: string,
  [cx, cy, rx, ry]: [number, number, number, number],
  seed: number,
): string {
  const random = sequence(seed);
  const lines = [-0.8, -0.5, -0.18, 0.16, 0.5, 0.8].map((at) =>
    line(
      `M${cx} ${cy - ry}Q${cx + at * rx * 2} ${cy} ${cx + at * rx * 0.5} ${cy + ry}`,
      "#123a25",
      5,
      `stroke-opacity=".3"`,
    ),
  );
  const thorns = Array.from({ length: 34 }, () => {
    const x = cx + (random() - 0.5) * rx * 1.8;
    const y = cy + (random() - 0.5) * ry * 1.8;
    return `M${x} ${y}l-7 -8M${x} ${y}l7 -8M${x} ${y}v-11`;
  }).join("");
  return solid(d, colour, "ball") + inside(id, d, ...lines, line(thorns, "#f7f0d8", 2.4, `stroke-opacity=".8"`));
}

export function cacti(): string {
  const flower = (x: number, y: number, colour: string) =>
    [0, 60, 120, 180, 240, 300]
      .map((angle) => group(`translate(${x} ${y}) rotate(${angle})`, ellipse(0, -15, 9, 15, colour)))
      .join("") + circle(x, y, 9, "#f6cf5a");
  const round = ellipsePath(348, 560, 98, 94);
  const column = "M544 600V330A62 62 0 0 1 668 330V600Z";
  const arm = "M668 500H706V436A30 30 0 0 1 766 436V520Q766 560 726 560H668Z";
  const pad = (x: number, y: number, rx: number, ry: number, angle: number) =>
    group(
      `translate(${x} ${y}) rotate(${angle})`,
      ellipse(0, 0, rx, ry, "#7da36b", "ball"),
      ...[-0.5, 0, 0.5].flatMap((a) => [-0.6, -0.1, 0.4].map((b) => circle(a * rx, b * ry, 3.4, "#f7f0d8"))),
    );
  return scene(
    { room: "sky", zoom: 1.1 },
    standing(348, 744, 100),
    standing(606, 752, 112),
    standing(866, 744, 100),
    ribs(round, "ball-cactus", "#4c8a63", [348, 560, 98, 94], 3),
    flower(330, 470, "#e8799a"),
    flower(372, 476, "#f2a0b8"),
    pot(348, 742, 210, 128, "#e4b24a", false),
    ribs(arm, "arm", "#3f7d5a", [720, 490, 50, 66], 8),
    ribs(column, "column", "#46876a", [606, 440, 62, 150], 5),
    pot(606, 750, 236, 160, "#c9764f", false),
    pad(866, 560, 56, 80, 0),
    pad(812, 462, 40, 58, -34),
    pad(910, 452, 44, 64, 28),
    pad(874, 396, 30, 42, 0),
    flower(936, 396, "#f0b24c"),
    pot(866, 742, 206, 120, "#f1e6d2", false),
  );
}

export function wateringCan(colour: string, room: Room): string {
  const body = "M470 430L446 726A150 34 0 0 0 746 726L722 430Z";
  return scene(
    { room, accent: "circle", zoom: 1.14 },
    standing(600, 742, 178),
    tube("M718 690C860 660 860 420 712 404C690 402 700 440 690 452", colour, 26),
    solid("M470 660C400 640 360 540 300 372L346 356C392 480 430 560 482 580Z", colour, "soft"),
    group(
      "translate(318 352) rotate(-22)",
      solid("M-26 20L-58 -34A58 17 0 0 1 58 -34L26 20Z", "#c9973f", "metal"),
      ellipse(0, -36, 58, 17, "#dbb060", "soft"),
      ...[-34, -12, 12, 34].map((x) => circle(x, -36, 4, "#6b4a1c")),
      ...[-22, 0, 22].map((x) => circle(x, -43, 3.4, "#6b4a1c") + circle(x, -29, 3.4, "#6b4a1c")),
    ),
    tube("M420 590L470 560", "#c9973f", 12),
    path(body, colour),
    path(body, "url(#round)"),
    ellipse(596, 430, 126, 30, "#33423c"),
    solid("M470 430A126 30 0 0 1 722 430L716 434A120 26 0 0 0 600 410V446Q520 458 470 430Z", colour, "soft"),
    line("M470 430A126 30 0 0 0 722 430", "#c9973f", 9),
    line("M447 716A150 34 0 0 0 745 716", "#c9973f", 9),
    faint(0.3, line("M500 480L484 690", "#fff", 20)),
    rect(560, 540, 76, 46, 8, "#f4ead6"),
    leaf(572, 572, 54, 30, -18, "#5f8a68"),
  );
}
