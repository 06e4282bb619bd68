// Goods of the shop that are woven, knitted or sewn.
import { DAY, EUROPE, type Goods } from "../draft.ts";

export const cloth: readonly Goods[] = [
  {
    id: "wool-blanket",
    title: "Striped wool blanket, 130 × 180 cm",
    description:
      "Woven on a 1950s loom in Oudenaarde from new wool that is spun without oil, so it never smells of sheep when damp. Heavy enough for an unheated bedroom, soft enough for bare arms. The fringe is knotted by hand, which takes one of us a whole evening. Wash it cold, once a year, and let it dry lying down.",
    category: "home/textiles",
    tags: ["wool", "blanket", "woven", "stripes"],
    condition: "new",
    currency: "tUSD",
    shipping: "9.00",
    shipsTo: EUROPE,
    pictures: ["blanket-harbour", "blanket-meadow"],
    variants: [
      { id: "harbour", title: "Harbour: blue and rust", price: "129.00", stock: 9 },
      { id: "meadow", title: "Meadow: green and ochre", price: "129.00", stock: 4 },
    ],
  },
  {
    id: "linen-cushion",
    title: "Linen cushion, terracotta stripe",
    description:
      "Belgian linen, dyed in the yarn so that the colour stays when the cover is washed at 40 °C. The zip is hidden in the seam. The filling is wool from the blankets' combings, and it keeps its shape without being hard. 50 × 50 cm. Also sold as a cover alone, for a cushion you already have.",
    category: "home/textiles",
    tags: ["linen", "cushion", "washable"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "5.50",
    shipsTo: EUROPE,
    pictures: ["cushion"],
    variants: [
      { id: "cover", title: "Cover only", price: "36.00", stock: 20 },
      { id: "filled", title: "With wool filling", price: "52.00", stock: 13 },
    ],
  },
  {
    id: "cable-jumper",
    title: "Cable-knit jumper in Shetland wool",
    description:
      "Knitted on a hand frame by Noor's aunt Griet, who has made nothing else for thirty years and does not intend to start. Three cables at the front, a plain back, ribs that keep their spring. It fits both men and women; between two sizes take the smaller. Slate blue is made to order in about ten days, mustard is usually on the shelf. A hank of matching yarn for repairs comes with it.",
    category: "clothing",
    tags: ["jumper", "wool", "knitwear", "shetland"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "7.00",
    shipsTo: ["*"],
    pictures: ["jumper-mustard", "jumper-slate"],
    variants: [
      { id: "mustard-s", title: "Mustard, S", price: "138.00", stock: 3 },
      { id: "mustard-m", title: "Mustard, M", price: "142.00", stock: 5 },
      { id: "mustard-l", title: "Mustard, L", price: "146.00", stock: 2 },
      { id: "slate-m", title: "Slate, M, to order", price: "154.00", stock: null },
      { id: "slate-l", title: "Slate, L, to order", price: "158.00", stock: null },
    ],
    shipWindow: 14 * DAY,
    inspectionWindow: 28 * DAY,
  },
];
