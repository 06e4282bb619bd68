// Drawings of books, notebooks and a fountain pen.
import { type Room, scene } from "./backdrop.ts";
import {
  circle,
  ellipse,
  faint,
  group,
  hanging,
  leaf,
  line,
  path,
  rect,
  rectPath,
  solid,
  speckles,
  standing,
} from "./shapes.ts";

/** A robin on a twig, for the cover. */
const robin = (): string =>
  [
    line("M420 560C520 520 660 560 790 500", "#6b4226", 11),
    leaf(470, 545, 76, 44, -70, "#7f9a78"),
    leaf(720, 528, 80, 44, 40, "#7f9a78"),
    leaf(770, 508, 66, 38, -50, "#96ab83"),
    line("M590 500l-10 44M622 500l4 40", "#4a3020", 6),
    path("M690 462L792 470L786 492L680 500Z", "#6f5a45"),
    path(
      "M520 400C520 330 620 320 660 380C690 420 720 450 716 480C680 520 590 530 548 490C524 466 516 430 520 400Z",
      "#8a7258",
    ),
    path("M520 396C512 440 530 490 580 508C630 500 640 440 600 410C580 384 560 372 548 372Z", "#e07b45"),
    path("M560 498C590 520 650 516 690 494C650 490 620 470 606 450Z", "#f4ead6"),
    path("M604 408C650 410 700 440 712 478C670 480 620 460 604 408Z", "#6f5a45"),
    circle(560, 366, 44, "#8a7258"),
    path("M522 372C520 400 540 420 574 412C580 390 560 360 540 356Z", "#e07b45"),
    path("M520 360L488 372L520 382Z", "#3b2d25"),
    circle(550, 356, 7, "#1d130c"),
    circle(548, 354, 2.4, "#fff"),
  ].join("");

export function fieldGuide(): string {
  return scene(
    { room: "sand", accent: "circle" },
    standing(620, 752, 260),
    // Spine, cover, and a sliver of pages above it, of a book that stands a little turned.
    path("M392 172L440 150H818L832 168Z", "#efe4cf"),
    line("M404 166L446 156H822", "#c9b896", 2),
    solid("M340 196L392 170V752L340 738Z", "#27433b", "round"),
    path("M346 250L388 236V250L346 264ZM346 670L388 678V692L346 684ZM346 290L388 280V286L346 296Z", "#d9b865"),
    rect(388, 168, 444, 586, 8, "#3d6357", "soft"),
    path(rectPath(388, 168, 22, 586), "#000", `fill-opacity=".16"`),
    line(rectPath(432, 200, 372, 522, 6), "#d9b865", 4),
    path(rectPath(446, 296, 344, 330, 4), "#f2e8d0"),
    group("translate(136 132) scale(.8)", robin()),
    rect(492, 230, 252, 20, 6, "#f2e8d0"),
    rect(540, 264, 156, 10, 5, "#d9b865"),
    rect(560, 656, 116, 10, 5, "#d9b865"),
    circle(618, 692, 10, "#d9b865"),
    speckles({ x: 400, y: 180, w: 420, h: 560 }, { count: 60, fill: "#f2e8d022", size: 2.4, seed: 31 }),
  );
}

function notebook(cover: string, spine: string): string {
  return [
    hanging(rectPath(-190, -260, 380, 520, 14), 14, 20),
    path(rectPath(-178, -250, 376, 516, 8), "#efe4cf"),
    line("M192 -240V258M186 262H-170", "#c9b896", 3),
    rect(-190, -260, 380, 516, 12, cover, "soft"),
    path(rectPath(-190, -260, 76, 516, 12), spine),
    path(rectPath(-190, -260, 76, 516, 12), "url(#soft)"),
    line("M-114 -258V254", "#000", 3, `stroke-opacity=".18"`),
    speckles({ x: -104, y: -250, w: 286, h: 500 }, { count: 80, fill: "#00000012", size: 3, seed: 17 }),
    rect(-60, -190, 190, 96, 6, "#fbf5e8", "soft"),
    line("M-36 -158H106M-36 -130H60", "#b3a58c", 4),
  ].join("");
}

export const notebooks = (): string =>
  scene(
    { room: "sage", view: "wall" },
    group("translate(760 480) rotate(13)", notebook("#d98c6a", "#8f4a30")),
    group("translate(600 456) rotate(3)", notebook("#e4c06a", "#a67c28")),
    group("translate(440 440) rotate(-8)", notebook("#4f7568", "#2c463d")),
    group(
      "translate(880 640) rotate(-38)",
      hanging(rectPath(-210, -10, 420, 20), 8, 12),
      rect(-200, -11, 340, 22, 3, "#e0a63c", "down"),
      path("M140 -11L196 0L140 11Z", "#ecd2a4"),
      path("M178 -4L198 0L178 4Z", "#3b2d25"),
      rect(-222, -11, 26, 22, 4, "#b9b3a8", "metal"),
      rect(-246, -11, 28, 22, 8, "#d9796a"),
    ),
  );

export const openNotebook = (): string =>
  scene(
    { room: "sage", view: "wall" },
    group(
      "translate(600 460) rotate(-5)",
      hanging(rectPath(-430, -280, 860, 560, 16), 16, 24),
      rect(-436, -286, 872, 572, 14, "#4f7568", "soft"),
      path("M-420 -270Q-200 -290 0 -266Q200 -290 420 -270V268Q200 250 0 272Q-200 250 -420 268Z", "#fbf5e8"),
      ...Array.from({ length: 11 }, (_, row) => {
        const y = -210 + row * 42;
        return line(`M-380 ${y}Q-200 ${y - 12} -40 ${y + 4}`, "#c9d6d2", 2.5);
      }),
      ...Array.from({ length: 99 }, (_, index) =>
        circle(48 + (index % 9) * 42, -208 + Math.floor(index / 9) * 42, 3.2, "#c4b79c"),
      ),
      path("M-60 -268Q0 -262 0 -266V272Q-20 262 -60 258Z", "#2e1a0e", `fill-opacity=".09"`),
      path("M0 -266Q10 -264 50 -270V258Q10 262 0 272Z", "#2e1a0e", `fill-opacity=".06"`),
      line("M0 -264V270", "#b3a58c", 3),
      line(
        "M-360 -216C-320 -240 -300 -196 -270 -218S-210 -232 -180 -214M-360 -174C-300 -190 -250 -160 -170 -176M-360 -132C-330 -148 -300 -118 -230 -134",
        "#33506b",
        5,
      ),
      path("M96 -266l34 2v330l-17 -26l-17 26Z", "#c4613a"),
    ),
  );

export function fountainPen(room: Room): string {
  return scene(
    { room, view: "wall" },
    group(
      "translate(830 300)",
      hanging(rectPath(-110, -90, 220, 210, 40), 16, 24),
      solid("M-120 -20L-84 -90H84L120 -20V100a24 24 0 0 1 -24 24H-96a-24 24 0 0 1 -24 -24Z", "#dbe8ea", "soft"),
      path("M-108 0H108V96a18 18 0 0 1 -18 18H-90a-18 18 0 0 1 -18 -18Z", "#23395b"),
      rect(-62, -140, 124, 62, 10, "#2b2320", "metal"),
      rect(-64, 18, 128, 64, 6, "#f4ead6"),
      line("M-40 42H40M-24 60H24", "#23395b", 5),
      faint(0.5, line("M-92 -20V70", "#fff", 10)),
    ),
    line("M96 742C130 640 190 660 170 730S120 770 190 740S230 690 240 730S270 742 294 728", "#23395b", 6),
    group(
      "translate(560 520) rotate(-38)",
      hanging("M-330 0L-230 -34H360V34H-230Z", 4, 36),
      solid("M-338 0C-300 -10 -270 -26 -226 -30V30C-270 26 -300 10 -338 0Z", "#e3c069", "gloss"),
      line("M-330 0H-262", "#6b4a1c", 3),
      circle(-258, 0, 7, "#6b4a1c"),
      solid("M-232 -32L-120 -42V42L-232 32Z", "#2b2320", "gloss"),
      rect(-124, -45, 14, 90, 3, "#e3c069", "gloss"),
      solid(
        "M-110 -46C60 -52 200 -50 330 -38C352 -30 360 -12 360 0C360 12 352 30 330 38C200 50 60 52 -110 46Z",
        "#7b2f35",
        "gloss",
        "down",
      ),
      ...[-60, 0, 70, 150, 240].map((x, index) => faint(0.25, ellipse(x, index % 2 ? 14 : -4, 44, 9, "#e59a8c"))),
      rect(96, -49, 12, 98, 3, "#e3c069", "gloss"),
      rect(330, -24, 14, 48, 4, "#e3c069", "gloss"),
    ),
  );
}
