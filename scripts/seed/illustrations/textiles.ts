// Drawings of textiles: blanket, cushion, jumper.
import { type Room, scene } from "./backdrop.ts";
import { circle, group, hanging, inside, line, path, rect, rectPath, sequence, solid, tube } from "./shapes.ts";

/** Soft vertical folds of hanging cloth. */
function folds(x: number, y: number, w: number, h: number, seed: number): string {
  const random = sequence(seed);
  return Array.from({ length: 7 }, (_, index) => {
    const left = x + (w * (index + random() * 0.4)) / 7;
    const width = w * (0.05 + random() * 0.05);
    const sway = (random() - 0.5) * 30;
    const d = `M${left} ${y}C${left + sway} ${y + h * 0.4} ${left - sway} ${y + h * 0.7} ${left} ${y + h}H${left + width}C${left + width - sway} ${y + h * 0.7} ${left + width + sway} ${y + h * 0.4} ${left + width} ${y}Z`;
    return path(d, index % 2 ? "#fff" : "#2e1a0e", `fill-opacity="${index % 2 ? 0.13 : 0.1}"`);
  }).join("");
}

export function blanket(ground: string, stripe: string, fine: string, room: Room): string {
  const cloth =
    "M352 196C352 176 366 168 384 168H816C834 168 848 176 848 196V700Q790 716 724 704T600 708T476 704T352 700Z";
  const fringe = Array.from({ length: 41 }, (_, index) => {
    const x = 356 + index * 12.1;
    const y = 702 + Math.sin(index * 0.62) * 4;
    return line(`M${x} ${y}q${index % 3} 22 ${(index % 5) - 2} 46`, index % 8 < 2 ? stripe : ground, 5);
  });
  const bands = [232, 300, 540, 612].map((y) => path(rectPath(340, y, 520, 40), stripe));
  const lines = [218, 286, 352, 364, 520, 596, 664].map((y) => path(rectPath(340, y, 520, 6), fine));
  return scene(
    { room, view: "wall" },
    hanging("M270 150H930V186H848V740H352V186H270Z", 18, 26),
    line("M330 0V170M870 0V170", "#8d7a64", 6),
    ...fringe,
    path(cloth, ground),
    inside(
      "cloth",
      cloth,
      ...bands,
      ...lines,
      folds(352, 168, 496, 560, 9),
      path(rectPath(340, 168, 520, 34), "#fff", `fill-opacity=".22"`),
      path(rectPath(340, 202, 520, 18), "#000", `fill-opacity=".08"`),
    ),
    path(cloth, "url(#soft)"),
    tube("M268 172H352M848 172H932", "#b98549", 24),
    circle(268, 172, 18, "#a8733a", "ball"),
    circle(932, 172, 18, "#a8733a", "ball"),
  );
}

export function cushion(): string {
  const d =
    "M330 300C420 322 520 318 600 312C690 306 790 320 872 296C852 390 856 470 862 540C866 610 872 680 886 742C790 722 690 728 604 732C510 736 410 722 316 748C336 660 340 600 340 530C340 450 346 380 330 300Z";
  return scene(
    { room: "sky", accent: "circle" },
    path("M300 742C420 700 800 700 930 742C960 790 330 800 300 742Z", "url(#shadow)"),
    path(d, "#d9794f"),
    inside(
      "pad",
      d,
      ...[380, 430, 740, 790].map((x) =>
        line(
          `M${x} 280C${x + (600 - x) * -0.1} 420 ${x + (600 - x) * -0.1} 620 ${x} 770`,
          "#f3dcc3",
          x % 100 === 30 || x === 740 ? 7 : 20,
        ),
      ),
      ...Array.from({ length: 40 }, (_, index) =>
        line(`M300 ${290 + index * 12}H900`, "#2e1a0e", 1.4, `stroke-opacity=".07"`),
      ),
      path(
        "M330 300C420 380 440 420 470 440M872 296C800 380 760 410 740 440M316 748C400 680 440 640 470 620M886 742C800 670 760 640 740 620",
        "none",
        `stroke="#7a3516" stroke-width="16" stroke-linecap="round" stroke-opacity=".16"`,
      ),
    ),
    path(d, "url(#ball)"),
    line(d, "#b65a33", 6, `stroke-opacity=".7"`),
    line(d, "#f0a983", 2, `stroke-dasharray="9 8" stroke-opacity=".8"`),
  );
}

/** Plaits down the front of a jumper. */
function cable(x: number, top: number, bottom: number, colour: string): string {
  const turns = Array.from({ length: Math.floor((bottom - top) / 46) }, (_, index) => {
    const y = top + index * 46;
    return (
      line(`M${x - 15} ${y}C${x - 15} ${y + 24} ${x + 15} ${y + 22} ${x + 15} ${y + 46}`, colour, 11) +
      line(
        `M${x + 15} ${y}C${x + 15} ${y + 24} ${x - 15} ${y + 22} ${x - 15} ${y + 46}`,
        "#fff",
        9,
        `stroke-opacity=".2"`,
      )
    );
  });
  return turns.join("") + line(`M${x - 32} ${top}V${bottom}M${x + 32} ${top}V${bottom}`, colour, 4);
}

export function jumper(wool: string, dark: string, room: Room): string {
  const body =
    "M440 232C480 214 520 206 540 204C560 236 640 236 660 204C680 206 720 214 760 232C776 260 786 320 784 400V720H416V400C414 320 424 260 440 232Z";
  const sleeve = "M444 230C396 250 372 300 358 380L300 690L384 706L430 480C446 420 450 300 444 230Z";
  const right = group(
    "translate(1200 0) scale(-1 1)",
    path(sleeve, wool),
    cuff(wool, dark),
    path(sleeve, dark, `fill-opacity=".3"`),
  );
  const ribs = (x: number, y: number, count: number, h: number) =>
    Array.from({ length: count }, (_, index) =>
      line(`M${x + index * 15} ${y}v${h}`, dark, 5, `stroke-opacity=".75"`),
    ).join("");
  return scene(
    { room, view: "wall" },
    hanging(`${body}${sleeve}M756 230C804 250 828 300 842 380L900 690L816 706L770 480Z`),
    line("M600 120c-34 -8 -30 -56 0 -54c34 2 28 40 4 58v38", "#8d8f91", 8),
    solid(
      "M600 150C520 176 440 214 412 250L424 262C480 224 560 196 600 192C640 196 720 224 776 262L788 250C760 214 680 176 600 150Z",
      "#b98549",
      "soft",
    ),
    path(sleeve, wool),
    line("M404 300C392 400 372 520 346 670", dark, 5),
    path(sleeve, "url(#soft)"),
    cuff(wool, dark),
    right,
    path("M540 200C560 232 640 232 660 200L656 176C630 200 570 200 544 176Z", dark),
    rect(582, 196, 36, 16, 2, "#f4ead6"),
    path(body, wool),
    inside(
      "knit",
      body,
      cable(516, 250, 674, dark),
      cable(600, 256, 674, dark),
      cable(684, 250, 674, dark),
      ...Array.from({ length: 5 }, (_, index) =>
        line(`M${436 + index * 9} 260V680M${728 + index * 9} 260V680`, dark, 2.5, `stroke-opacity=".45"`),
      ),
      path(rectPath(410, 672, 380, 60), wool),
      ribs(424, 678, 25, 50),
      path(rectPath(410, 668, 380, 6), dark, `fill-opacity=".6"`),
    ),
    path(body, "url(#soft)"),
    line("M532 190C556 250 644 250 668 190", wool, 26),
    path(
      "M532 190C556 250 644 250 668 190",
      "none",
      `stroke="${dark}" stroke-width="22" stroke-dasharray="4 9" stroke-opacity=".8"`,
    ),
  );
}

const cuff = (wool: string, dark: string): string =>
  group(
    "translate(342 700) rotate(10.5)",
    path(rectPath(-46, -22, 90, 62, 8), wool),
    ...Array.from({ length: 6 }, (_, index) => line(`M${-36 + index * 14} -16v50`, dark, 5, `stroke-opacity=".75"`)),
  );
