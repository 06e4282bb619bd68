// Goods of the shop for kitchen and table.
import { DAY, EUROPE, type Goods } from "../draft.ts";

export const table: readonly Goods[] = [
  {
    id: "stoneware-mug",
    title: "Stoneware mug, 30 cl",
    description:
      "The mug we drink from ourselves. Marthe throws it thin at the lip and leaves the foot bare, so you can see the clay it is made of. The handle takes three fingers. Dishwasher and microwave are fine; a sudden change from freezer to oven is not. Every one differs by a few millimetres and a few speckles.",
    category: "kitchen/tableware",
    tags: ["mug", "stoneware", "coffee", "ceramics"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "5.90",
    courier: "14.50",
    shipsTo: EUROPE,
    pictures: ["mug-oat", "mug-moss", "mug-ink"],
    variants: [
      { id: "oat", title: "Oat", sku: "MUG-30-OAT", price: "24.00", stock: 32, picture: 0, weight: 420 },
      { id: "moss", title: "Moss", sku: "MUG-30-MOS", price: "24.00", stock: 18, picture: 1, weight: 420 },
      { id: "ink", title: "Ink, second firing", sku: "MUG-30-INK", price: "28.00", stock: 9, picture: 2, weight: 430 },
    ],
  },
  {
    id: "cane-handle-teapot",
    title: "Teapot with cane handle, 90 cl",
    description:
      "A round pot for three cups, with a spout that stops when you stop. The strainer holes are part of the wall, forty-one of them, made with a bicycle spoke. The handle is bound cane and comes off for washing. The glaze is a soft blue-grey that pools a little darker at the shoulder. It comes with a spare lid, because lids are what breaks.",
    category: "kitchen/tableware",
    tags: ["teapot", "stoneware", "tea"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "8.50",
    shipsTo: EUROPE,
    pictures: ["teapot"],
    variants: [{ id: "blue", price: "86.00", stock: 4 }],
    shipWindow: 7 * DAY,
  },
  {
    id: "nesting-bowls",
    title: "Nesting bowls, set of three",
    description:
      "Terracotta, cream and sage: a bowl for olives, one for salad and one for a whole loaf's dough. They stack into each other and take the room of one. The glaze is food-safe and was tested for lead and cadmium, the report is in the parcel. 16, 23 and 30 cm across.",
    category: "kitchen/tableware",
    tags: ["bowls", "stoneware", "set"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "11.00",
    shipsTo: EUROPE,
    pictures: ["bowls"],
    variants: [{ id: "three", title: "Set of three", price: "98.00", stock: 7 }],
  },
  {
    id: "chopping-board",
    title: "Chopping board with leather loop",
    description:
      "Made from offcuts of a stair workshop down the road: wide, quarter-sawn and dry. The edge is rounded so that it lifts easily off the table. We finish it with linseed oil and beeswax, and put a small tin of both in the parcel. Wash it by hand, dry it standing. Walnut is darker and a little softer, cherry reddens with the years.",
    category: "kitchen/tools",
    tags: ["board", "walnut", "cherry", "kitchen"],
    condition: "handmade",
    currency: "tUSD",
    shipping: "7.50",
    shipsTo: EUROPE,
    pictures: ["boards"],
    variants: [
      { id: "cherry-small", title: "Cherry, 22 × 34 cm", price: "39.00", stock: 12 },
      { id: "walnut-large", title: "Walnut, 30 × 48 cm", price: "62.00", stock: 6 },
    ],
  },
  {
    id: "pour-over-carafe",
    title: "Pour-over carafe with wooden collar",
    description:
      "Borosilicate glass blown in one piece, a collar of turned cherry and a leather tie that you will learn to knot by the second morning. It brews four cups and takes standard folded filters. The first hundred filters come with it. The collar comes off, the glass goes in the dishwasher.",
    category: "kitchen/tools",
    tags: ["coffee", "glass", "pour-over"],
    condition: "new",
    currency: "tUSD",
    shipping: "8.90",
    shipsTo: EUROPE,
    pictures: ["pour-over"],
    variants: [{ id: "four-cups", title: "Four cups", price: "54.00", stock: 15 }],
  },
];
