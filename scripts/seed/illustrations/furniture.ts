// Drawings of furniture and of what hangs on a wall: chair, stool, mirror, framed print.
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

const OAK = "#c8955a";

export function chair(): string {
  const seat = "M426 530C470 512 730 512 774 530L806 580C812 606 790 614 760 616H440C410 614 388 606 394 580Z";
  const spindles = [470, 522, 574, 626, 678, 730];
  return scene(
    { room: "sage", accent: "arch" },
    standing(610, 800, 225),
    tube("M470 560L440 742", "#8e6236", 20),
    tube("M730 560L760 742", "#8e6236", 20),
    tube("M452 690H748", "#8e6236", 13),
    ...spindles.map((x) => tube(`M${x} 530L${600 + (x - 600) * 1.12} 226`, "#b98549", 12)),
    tube("M440 536L404 214", OAK, 21),
    tube("M760 536L796 214", OAK, 21),
    solid("M372 206C440 150 760 150 828 206L820 262C750 214 450 214 380 262Z", OAK, "soft", "gloss"),
    inside(
      "rail",
      "M372 206C440 150 760 150 828 206L820 262C750 214 450 214 380 262Z",
      grain({ x: 370, y: 160, w: 460, h: 100 }, { count: 6, stroke: "#7c5126" }),
    ),
    tube("M436 600L396 798", OAK, 24),
    tube("M764 600L804 798", OAK, 24),
    tube("M420 700H780", OAK, 15),
    path(seat, "#8e6236", `transform="translate(0 16)"`),
    path(seat, OAK),
    inside(
      "seat",
      seat,
      grain({ x: 380, y: 512, w: 440, h: 100 }, { count: 8, stroke: "#7c5126", seed: 3 }),
      faint(0.18, ellipse(510, 570, 90, 26, "#7c5126")),
      faint(0.18, ellipse(690, 570, 90, 26, "#7c5126")),
    ),
    path(seat, "url(#soft)"),
  );
}

export function stool(): string {
  return scene(
    { room: "clay", accent: "circle", zoom: 1.12 },
    standing(610, 786, 190),
    tube("M600 430L606 716", "#8f6a45", 24),
    tube("M478 430L420 786", "#d8b488", 27),
    tube("M722 430L780 786", "#d8b488", 27),
    tube("M446 636L754 636", "#c79f70", 15),
    tube("M450 620L604 596L752 620", "#b08a5d", 13),
    solid("M384 380V414A216 50 0 0 0 816 414V380Z", "#c29a69", "round"),
    ellipse(600, 380, 216, 50, "#e3c398", "soft"),
    inside(
      "top",
      ellipsePath(600, 380, 216, 50),
      grain({ x: 384, y: 334, w: 432, h: 96 }, { count: 9, stroke: "#9a6f3f", seed: 11 }),
    ),
    line("M384 380A216 50 0 0 0 816 380", "#fff", 4, `stroke-opacity=".45"`),
    circle(492, 388, 9, "#b08a5d"),
    circle(708, 388, 9, "#b08a5d"),
    circle(600, 356, 8, "#b08a5d"),
  );
}

export function mirror(): string {
  return scene(
    { room: "blush", view: "wall" },
    hanging(ellipsePath(600, 500, 290, 290)),
    line("M600 132L420 290M600 132L780 290", "#8a5a38", 20),
    line("M600 132L420 290M600 132L780 290", "#a8744c", 10),
    circle(600, 132, 26, OAK, "ball"),
    circle(600, 500, 290, OAK, "soft"),
    line(ellipsePath(600, 500, 274, 274), "#a8753d", 3, `stroke-opacity=".5"`),
    line(ellipsePath(600, 500, 284, 284), "#e8c08a", 4, `stroke-opacity=".7"`),
    circle(600, 500, 256, "#6e4a26"),
    circle(602, 503, 250, "#c9dde2"),
    inside(
      "glass",
      ellipsePath(602, 503, 250, 250),
      path("M340 760L760 240H960V760Z", "#dcebee"),
      path("M330 640L700 220H776L330 730Z", "#fff", `fill-opacity=".55"`),
      path("M420 780L870 260H890L450 780Z", "#fff", `fill-opacity=".45"`),
      path("M330 690Q600 620 880 690V780H330Z", "#e9d3c6", `fill-opacity=".6"`),
      path("M352 503a250 250 0 0 1 500 0v-40a250 250 0 0 0 -500 40Z", "#33474d", `fill-opacity=".18"`),
    ),
  );
}

/** A heron among reeds, in four inks. */
function heron(): string {
  const reed = (x: number, top: number, lean: number) =>
    line(`M${x} 690Q${x + lean} 560 ${x + lean * 2} ${top}`, "#2f5d50", 7) +
    rect(x + lean * 2 - 8, top - 58, 16, 66, 8, "#6b4226");
  return [
    path(rectPath(424, 180, 352, 510), "#f4ead6"),
    circle(668, 320, 74, "#e0734a"),
    path("M424 560Q520 536 600 560T776 556V690H424Z", "#9fb8b0"),
    path("M424 606Q520 582 600 606T776 602V690H424Z", "#6d948b"),
    line("M556 520L548 640M588 524L600 640", "#2b3a42", 8),
    path("M520 442C500 400 560 360 612 402C660 440 690 500 700 556C650 556 560 540 528 490Z", "#3f5b6b"),
    path("M600 430C640 460 672 510 690 548C640 540 590 510 570 470Z", "#2b3f4b"),
    line("M536 462C480 420 486 372 520 350C548 330 540 296 516 288", "#3f5b6b", 26),
    circle(510, 282, 24, "#3f5b6b"),
    path("M500 270L420 292L498 296Z", "#e3a73f"),
    line("M516 266C548 256 566 262 590 274", "#1f2c34", 7),
    circle(503, 278, 4.5, "#fff"),
    reed(462, 430, 6),
    reed(724, 470, -8),
    reed(746, 430, 4),
    reed(444, 520, -4),
    line("M560 652h-60M640 668h70M470 668h30", "#f4ead6", 5, `stroke-opacity=".8"`),
  ].join("");
}

export function framedPrint(): string {
  return scene(
    { room: "mist", view: "wall" },
    hanging(rectPath(352, 96, 496, 690)),
    rect(352, 96, 496, 690, 4, "#3b2d25", "soft"),
    line(rectPath(358, 102, 484, 678), "#7a6352", 3),
    path(rectPath(376, 120, 448, 642), "#fffdf7"),
    path(rectPath(376, 120, 448, 14), "#000", `fill-opacity=".12"`),
    path(rectPath(376, 120, 12, 642), "#000", `fill-opacity=".08"`),
    heron(),
    line("M424 722h44M728 722h48", "#8d8377", 3),
    path("M376 760L680 120H824L560 762Z", "#fff", `fill-opacity=".09"`),
  );
}

/** The same print close up, at an angle. */
export const framedPrintDetail = (): string =>
  scene({ room: "mist", view: "wall" }, group("rotate(-6 600 450) translate(-1590 -980) scale(3.65)", heron()));
