// Goods of the shop to carry, to write with and to read.
import { DAY, EUROPE, type Goods } from "../draft.ts";

export const leatherAndPaper: readonly Goods[] = [
  {
    id: "leather-satchel",
    title: "Leather satchel, two buckles",
    description:
      "Cut from one side of vegetable-tanned leather and sewn with waxed linen thread, saddle stitch, no machine. It holds a 14-inch laptop, a lunch box and the paper. The strap goes from 90 to 130 cm and has a spare hole halfway for a coat. New leather is stiff and pale; after a summer it is neither. We re-stitch every bag we made, free, for as long as we are here.",
    category: "bags",
    tags: ["satchel", "leather", "hand-stitched", "work"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "12.00",
    shipsTo: ["*"],
    pictures: ["satchel-cognac", "satchel-bottle"],
    variants: [
      { id: "cognac", title: "Cognac", price: "245.00", stock: 4 },
      { id: "bottle", title: "Bottle green", price: "259.00", stock: 2 },
    ],
    shipWindow: 7 * DAY,
    inspectionWindow: 28 * DAY,
  },
  {
    id: "waxed-canvas-rucksack",
    title: "Waxed canvas rucksack, 22 litres",
    description:
      "Scottish dry-waxed canvas, a rolled top that closes over a full load of shopping, and a base of bridle leather so it can stand in the rain. One pocket in front, one flat one against the back, nothing else. The straps are padded with wool felt. Rewax it every second autumn: a tin is in the parcel. Weighs 1.2 kg.",
    category: "bags",
    tags: ["rucksack", "canvas", "waxed", "leather"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "12.00",
    shipsTo: ["*"],
    pictures: ["rucksack"],
    variants: [{ id: "olive", title: "Olive", price: "189.00", stock: 6 }],
    inspectionWindow: 28 * DAY,
  },
  {
    id: "card-wallet",
    title: "Card wallet in bridle leather",
    description:
      "Four cards, a folded note and nothing that bulges. It is made from what the satchels leave over, which is why there are two colours and never quite the same shade twice. The edges are burnished with beeswax instead of paint, so they do not peel. Up to three letters can be stamped inside: write them in the delivery note.",
    category: "bags",
    tags: ["wallet", "leather", "gift", "monogram"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "3.50",
    shipsTo: ["*"],
    pictures: ["card-wallet"],
    variants: [
      { id: "tan", title: "Tan", price: "38.00", stock: 16 },
      { id: "forest", title: "Forest", price: "38.00", stock: 12 },
    ],
    unarbitrated: true,
  },
  {
    id: "garden-bird-guide",
    title: "A field guide to garden birds, 1964, cloth-bound",
    description:
      "Second printing, green cloth with gilt lines and the pasted robin on the front. All 32 colour plates are there and clean. Somebody ticked the birds they had seen in soft pencil and dated them, the last one in May 1971; we found that too good to rub out. The spine is tight, the corners a little bumped, no smell. 214 pages.",
    category: "books-and-paper",
    tags: ["book", "birds", "vintage", "nature"],
    condition: "used",
    currency: "tUSD",
    shipping: "5.20",
    shipsTo: ["*"],
    pictures: ["field-guide"],
    variants: [{ id: "one", price: "29.00", stock: 1 }],
    shipWindow: 3 * DAY,
  },
  {
    id: "sewn-notebooks",
    title: "Sewn notebooks, set of three",
    description:
      "Three notebooks of 128 pages, sewn in sections so that they lie flat from the first page to the last. The left page is lined and the right one dotted; you will wonder why nobody else does that. The paper is 100 g, off-white, and does not mind a fountain pen. Cloth spines, a ribbon each. 14 × 20 cm.",
    category: "books-and-paper",
    tags: ["notebook", "stationery", "sewn", "set"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "4.50",
    shipsTo: ["*"],
    pictures: ["notebooks", "notebook-open"],
    variants: [
      { id: "mixed", title: "Three colours", price: "27.00", stock: null },
      { id: "green", title: "All green", price: "27.00", stock: 10 },
    ],
  },
  {
    id: "fountain-pen-1955",
    title: "Fountain pen, 1955, gold nib, restored",
    description:
      "A burgundy piston filler with a 14-carat nib that writes a soft medium line. The seal is new, the piston runs smoothly and the nib was straightened under the microscope. The cap has one hairline crack that does not leak and cannot be seen when it is posted. Comes filled with clean water and with the half-full ink bottle from the picture. A pen to write letters with.",
    category: "books-and-paper",
    tags: ["fountain-pen", "vintage", "writing"],
    condition: "refurbished",
    currency: "ETH",
    shipping: "0.003",
    shipsTo: EUROPE,
    pictures: ["fountain-pen"],
    variants: [{ id: "one", price: "0.042", stock: 1 }],
    shipWindow: 3 * DAY,
  },
];
