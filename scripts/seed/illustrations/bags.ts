// Drawings of leather and canvas goods: satchel, rucksack, card wallet.
import { type Room, scene } from "./backdrop.ts";
import { ellipse, faint, group, hanging, inside, line, path, rect, rectPath, speckles, standing } from "./shapes.ts";

const THREAD = "#f0d9ae";
const stitch = (d: string): string => line(d, THREAD, 3, `stroke-dasharray="11 9" stroke-opacity=".85"`);

function buckle(x: number, y: number, leather: string): string {
  return [
    path(rectPath(x - 24, y - 150, 48, 250, 20), "#000", `fill-opacity=".2" transform="translate(5 6)"`),
    rect(x - 24, y - 150, 48, 250, 20, leather, "soft"),
    stitch(`M${x - 15} ${y - 140}V${y + 78}M${x + 15} ${y - 140}V${y + 78}`),
    ...[40, 60, 80].map((dy) => ellipse(x, y + dy, 4, 4, "#2a160c")),
    line(rectPath(x - 36, y - 26, 72, 52, 9), "#a8883f", 11),
    line(rectPath(x - 36, y - 28, 72, 52, 9), "#e6cb85", 4),
    line(`M${x} ${y - 28}V${y + 20}`, "#c7a659", 8),
  ].join("");
}

export function satchel(leather: string, dark: string, room: Room): string {
  const body = rectPath(310, 380, 580, 356, 44);
  const flap =
    "M310 424a44 44 0 0 1 44 -44H846a44 44 0 0 1 44 44V560C890 620 850 640 800 640H400C350 640 310 620 310 560Z";
  return scene(
    { room, accent: "circle" },
    standing(604, 738, 292),
    line("M336 420C300 300 330 210 430 176S700 130 800 200S890 330 866 420", dark, 30),
    line("M336 420C300 300 330 210 430 176S700 130 800 200S890 330 866 420", leather, 21),
    stitch("M336 420C300 300 330 210 430 176S700 130 800 200S890 330 866 420"),
    line("M500 384C500 300 700 300 700 384", dark, 30),
    line("M502 380C502 304 698 304 698 380", leather, 18),
    ...[500, 700].map((x) => rect(x - 24, 352, 48, 36, 8, "#c7a659", "metal")),
    path(body, dark),
    path(body, "url(#down)"),
    stitch(rectPath(324, 560, 552, 162, 34)),
    path(flap, "#1d0f07", `fill-opacity=".35" transform="translate(4 14)"`),
    path(flap, leather),
    inside(
      "flap",
      flap,
      speckles({ x: 310, y: 380, w: 580, h: 260 }, { count: 120, fill: "#2a160c22", size: 3, seed: 21 }),
    ),
    path(flap, "url(#soft)"),
    stitch(
      "M326 420a32 32 0 0 1 32 -26H842a32 32 0 0 1 32 26V560C872 604 844 624 800 624H400C356 624 328 604 326 560Z",
    ),
    buckle(450, 600, dark),
    buckle(750, 600, dark),
  );
}

export function rucksack(): string {
  const canvas = "#6d7a4d";
  const leather = "#9a5f34";
  const body =
    "M392 330C400 296 430 280 470 276H730C770 280 800 296 808 330L836 690C838 730 812 748 776 748H424C388 748 362 730 364 690Z";
  return scene(
    { room: "butter", accent: "arch" },
    standing(606, 748, 236),
    line("M404 360C330 420 320 600 372 700", "#4d3018", 34),
    line("M796 360C870 420 880 600 828 700", "#4d3018", 34),
    line("M548 250C548 180 652 180 652 250", "#4d3018", 20),
    path(body, canvas),
    inside(
      "bag",
      body,
      speckles({ x: 360, y: 270, w: 480, h: 480 }, { count: 260, fill: "#00000018", size: 2.6, seed: 4 }),
      path("M380 700Q600 730 830 700V760H360Z", leather),
      line("M372 696Q600 726 828 696", THREAD, 3, `stroke-dasharray="11 9"`),
    ),
    path(body, "url(#round)"),
    rect(430, 510, 340, 176, 26, "#7b8958", "soft"),
    path("M430 536a26 26 0 0 1 26 -26H744a26 26 0 0 1 26 26V586Q600 616 430 586Z", "#5d693f"),
    path("M430 536a26 26 0 0 1 26 -26H744a26 26 0 0 1 26 26V586Q600 616 430 586Z", "url(#soft)"),
    stitch(rectPath(442, 522, 316, 152, 18)),
    rect(574, 560, 52, 84, 12, leather, "soft"),
    ellipse(600, 618, 12, 12, "#e0c277", "ball"),
    // The rolled top and its two straps.
    rect(404, 236, 392, 96, 44, "#606c42", "down", "gloss"),
    line("M420 300Q600 326 780 300", "#3f4829", 5, `stroke-opacity=".6"`),
    ...[490, 710].map(
      (x) =>
        rect(x - 21, 226, 42, 236, 14, leather, "soft") +
        stitch(`M${x - 12} 240V440M${x + 12} 240V440`) +
        line(rectPath(x - 31, 372, 62, 42, 7), "#d9b865", 9) +
        line(`M${x} 372v36`, "#b8964c", 7),
    ),
  );
}

function holder(leather: string, dark: string, id: string): string {
  const back = rectPath(-210, -150, 420, 300, 26);
  const pocket = "M-210 -30C-120 -30 -90 -86 0 -86S120 -30 210 -30V124a26 26 0 0 1 -26 26H-184a-26 26 0 0 1 -26 -26Z";
  return [
    hanging(back, 14, 20),
    path(back, dark),
    path(back, "url(#soft)"),
    stitch(rectPath(-198, -138, 396, 276, 18)),
    group(
      "translate(-8 -62) rotate(-3)",
      rect(-176, -134, 352, 200, 16, "#e9e2d4", "soft"),
      rect(-150, -104, 60, 44, 8, "#d6b25e", "soft"),
      rect(30, -104, 120, 12, 6, "#b9ad9a"),
    ),
    group(
      "translate(6 -20) rotate(2)",
      rect(-178, -130, 356, 200, 16, "#5f8190", "soft"),
      rect(-150, -100, 90, 14, 7, "#dbe8ea"),
      rect(-150, -76, 150, 10, 5, "#a9c2c9"),
    ),
    path(pocket, "#000", `fill-opacity=".25" transform="translate(3 -5)"`),
    path(pocket, leather),
    inside(
      id,
      pocket,
      speckles({ x: -210, y: -90, w: 420, h: 240 }, { count: 90, fill: "#2a160c22", size: 3, seed: 13 }),
    ),
    path(pocket, "url(#soft)"),
    stitch("M-198 -18C-112 -18 -84 -74 0 -74S112 -18 198 -18V120a18 18 0 0 1 -18 18H-180a-18 18 0 0 1 -18 -18Z"),
    faint(0.28, line("M-20 84h40M0 64v40", "#2a160c", 5)),
  ].join("");
}

export const cardWallet = (): string =>
  scene(
    { room: "sand", view: "wall" },
    group("translate(720 570) rotate(12)", holder("#39544c", "#26393a", "b")),
    group("translate(470 370) rotate(-9)", holder("#b87442", "#7d4a25", "a")),
  );
