// Drawings for profiles: the shop's sign, and two people.
import { WIDTH, scene } from "./backdrop.ts";
import { circle, ellipse, group, hanging, leaf, line, path, solid } from "./shapes.ts";

const middle = WIDTH / 2;

/** A lark on a sprig of linden, painted on a round sign. */
export function shopSign(): string {
  return scene(
    { room: "sage", view: "wall" },
    hanging("M270 450a330 330 0 1 0 660 0a330 330 0 1 0 -660 0Z"),
    circle(middle, 450, 330, "#2f4d44", "soft"),
    circle(middle, 450, 300, "#d9b865"),
    circle(middle, 450, 292, "#3d6357"),
    line("M390 610C500 560 680 600 820 540", "#d9b865", 13),
    leaf(440, 590, 110, 76, -118, "#96ab83"),
    leaf(480, 580, 110, 78, 60, "#7f9a78"),
    leaf(760, 562, 120, 80, 52, "#96ab83"),
    leaf(806, 546, 104, 70, -30, "#7f9a78"),
    line("M586 520l-12 60M626 524l4 62", "#d9b865", 8),
    solid(
      "M470 400C470 330 560 310 620 356C690 396 740 470 850 486C800 520 740 520 700 506C640 560 540 540 500 486C480 458 470 430 470 400Z",
      "#f1e0bd",
      "soft",
    ),
    path("M570 410C640 400 720 450 770 492C690 500 600 490 570 410Z", "#c98a4f"),
    circle(512, 372, 62, "#f1e0bd", "soft"),
    path("M484 326C500 280 540 262 576 266C560 286 556 310 552 330Z", "#c98a4f"),
    path("M456 366L396 384L458 396Z", "#d9b865"),
    circle(500, 366, 9, "#2b2320"),
    ...[0, 1, 2].map((n) => circle(520 + n * 34, 446 + (n % 2) * 20, 6, "#c98a4f")),
  );
}

interface Person {
  skin: string;
  hair: string;
  clothes: string;
  collar: string;
}

function bust({ skin, hair, clothes, collar }: Person, back: string, front: string): string {
  return [
    back,
    solid("M250 900C250 740 380 690 520 664H680C820 690 950 740 950 900Z", clothes, "soft"),
    path("M520 560H680V670Q600 760 520 670Z", skin),
    path("M520 590Q600 690 680 590V640Q600 720 520 640Z", "#2e1a0e", `fill-opacity=".16"`),
    line("M512 666Q600 770 688 666", collar, 22),
    ellipse(470, 430, 24, 36, skin, "soft"),
    ellipse(730, 430, 24, 36, skin, "soft"),
    solid("M470 380C470 250 730 250 730 380V450C730 560 670 612 600 612S470 560 470 450Z", skin, "soft"),
    ellipse(548, 426, 11, 13, "#2b2320"),
    ellipse(652, 426, 11, 13, "#2b2320"),
    line("M524 392q24 -16 46 -4M630 388q22 -12 46 4", hair, 9),
    line("M600 436q-14 44 -12 54q8 10 24 6", "#2e1a0e", 6, `stroke-opacity=".35"`),
    line("M552 530Q600 574 648 530", "#9a4438", 9),
    ellipse(520, 490, 26, 16, "#d9653f33"),
    ellipse(680, 490, 26, 16, "#d9653f33"),
    front,
  ].join("");
}

export const buyerPortrait = (): string =>
  scene(
    { room: "sky", accent: "circle", view: "wall" },
    bust(
      { skin: "#c98d66", hair: "#3a2318", clothes: "#d98c6a", collar: "#f4e6d2" },
      path("M430 420C400 220 800 220 770 420C790 520 810 610 770 680H430C390 610 410 520 430 420Z", "#3a2318"),
      solid(
        "M466 420C450 330 520 340 590 290C640 350 740 330 736 430C776 300 700 210 600 212S430 300 466 420Z",
        "#4a2e20",
        "soft",
      ),
    ),
  );

export const arbitratorPortrait = (): string =>
  scene(
    { room: "sand", accent: "circle", view: "wall" },
    bust(
      { skin: "#ecc3a2", hair: "#b9b3a8", clothes: "#3f5b6b", collar: "#fbf5e8" },
      group("translate(600 226)", ellipse(0, 0, 84, 70, "#cfcac0", "ball")),
      solid(
        "M462 410C440 280 520 232 600 232S760 280 738 410C724 340 690 312 600 310S476 340 462 410Z",
        "#cfcac0",
        "soft",
      ) +
        line(
          "M498 428a50 46 0 1 0 100 0a50 46 0 1 0 -100 0M602 428a50 46 0 1 0 100 0a50 46 0 1 0 -100 0M498 420L468 410M702 420L732 410",
          "#5b3a22",
          8,
        ),
    ),
  );
