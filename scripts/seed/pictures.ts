// The pictures of the seeded shop by name: what each shows, and its PNG.
import sharp from "sharp";
import { cardWallet, rucksack, satchel } from "./illustrations/bags.ts";
import { alarmClock, vase, wallClock } from "./illustrations/clocks.ts";
import { chair, framedPrint, framedPrintDetail, mirror, stool } from "./illustrations/furniture.ts";
import { pullDuck, rangefinder, rangefinderLens } from "./illustrations/keepsakes.ts";
import { candles, deskLamp, deskLampHead, paperPendant } from "./illustrations/lighting.ts";
import { guitarRosette, parlourGuitar, recordPlayer, tableRadio } from "./illustrations/music.ts";
import { fieldGuide, fountainPen, notebooks, openNotebook } from "./illustrations/paper.ts";
import { cacti, rubberPlant, wateringCan } from "./illustrations/plants.ts";
import { arbitratorPortrait, buyerPortrait, shopSign } from "./illustrations/portraits.ts";
import { boards, mug, nestingBowls, pourOver, teapot } from "./illustrations/tableware.ts";
import { blanket, cushion, jumper } from "./illustrations/textiles.ts";

interface Drawing {
  /** For those who cannot see it; at most 200 characters. */
  alt: string;
  svg: () => string;
}

export const PICTURES = {
  "desk-lamp": { alt: "Brass desk lamp with a green shade, lit, its light falling on the table", svg: deskLamp },
  "desk-lamp-head": { alt: "Close view of the lamp's green shade, brass joint and bulb", svg: deskLampHead },
  "paper-pendant": { alt: "Folded paper lampshade hanging from a black cord, glowing", svg: paperPendant },
  candles: { alt: "Four burning beeswax candles of different heights in wooden holders", svg: candles },
  "mug-oat": {
    alt: "Speckled oat-white stoneware mug with a bare clay foot, full of coffee",
    svg: () => mug("#eadfc9", "#f5ecdb", "clay"),
  },
  "mug-moss": { alt: "The same mug in moss green", svg: () => mug("#7f9477", "#a3b598", "sage") },
  "mug-ink": { alt: "The same mug in ink blue", svg: () => mug("#3f5870", "#6d879c", "sky") },
  teapot: { alt: "Round blue-grey stoneware teapot with a cane handle", svg: teapot },
  bowls: { alt: "Three bowls nested in each other: green, cream and terracotta", svg: nestingBowls },
  boards: { alt: "A large walnut and a smaller cherry chopping board leaning together beside a lemon", svg: boards },
  "pour-over": { alt: "Hourglass coffee carafe with a wooden collar and leather tie, half full", svg: pourOver },
  chair: { alt: "Oak chair with a spindle back and turned legs", svg: chair },
  stool: { alt: "Round three-legged ash stool", svg: stool },
  mirror: { alt: "Round mirror in an oak frame hanging from a leather strap", svg: mirror },
  "heron-print": { alt: "Framed screen print of a blue heron among reeds before a red sun", svg: framedPrint },
  "heron-print-detail": { alt: "The print without its frame, close", svg: framedPrintDetail },
  "blanket-harbour": {
    alt: "Cream wool blanket with blue and rust stripes over a wooden rail",
    svg: () => blanket("#efe3cf", "#3f5b6b", "#c4613a", "sand"),
  },
  "blanket-meadow": {
    alt: "The same blanket with green and ochre stripes",
    svg: () => blanket("#f0e8d6", "#6d8a6a", "#d19a3c", "sage"),
  },
  cushion: { alt: "Terracotta linen cushion with cream stripes", svg: cushion },
  "jumper-mustard": {
    alt: "Mustard-yellow cable-knit jumper on a wooden hanger",
    svg: () => jumper("#c9a44c", "#8f6c22", "sage"),
  },
  "jumper-slate": { alt: "The same jumper in slate blue", svg: () => jumper("#6f8796", "#435866", "blush") },
  "wall-clock": { alt: "Round oak wall clock with a cream face and orange marks", svg: wallClock },
  "alarm-clock": { alt: "Mint-green wind-up alarm clock with two brass bells", svg: alarmClock },
  vase: { alt: "Small speckled vase with sprigs of eucalyptus", svg: vase },
  "rubber-plant": { alt: "Rubber plant with glossy leaves in a terracotta pot", svg: rubberPlant },
  cacti: { alt: "Three cacti in small pots, two of them in flower", svg: cacti },
  "watering-can": { alt: "Sage-green watering can with a brass rose", svg: () => wateringCan("#8fa98f", "mist") },
  "satchel-cognac": {
    alt: "Cognac leather satchel with two brass buckles",
    svg: () => satchel("#b5713c", "#7d4a25", "sand"),
  },
  "satchel-bottle": { alt: "The same satchel in bottle green", svg: () => satchel("#3f6152", "#263d34", "blush") },
  rucksack: { alt: "Olive waxed-canvas rucksack with leather straps and a rolled top", svg: rucksack },
  "card-wallet": { alt: "Two leather card wallets, one tan and one dark green, with cards in them", svg: cardWallet },
  "field-guide": { alt: "Old green cloth-bound book with a robin on the cover", svg: fieldGuide },
  notebooks: { alt: "Three cloth-spined notebooks fanned out, and a pencil", svg: notebooks },
  "notebook-open": {
    alt: "An open notebook, lined on the left and dotted on the right, with a ribbon",
    svg: openNotebook,
  },
  "fountain-pen": {
    alt: "Burgundy fountain pen with a gold nib, and a bottle of blue ink",
    svg: () => fountainPen("blush"),
  },
  guitar: { alt: "Small-bodied acoustic guitar leaning on the wall", svg: parlourGuitar },
  "guitar-rosette": { alt: "Close view of the guitar's soundhole, strings and bridge", svg: guitarRosette },
  "record-player": { alt: "Portable suitcase record player, lid open, with a record on it", svg: recordPlayer },
  "table-radio": { alt: "Walnut table radio with a lit dial and two ivory knobs", svg: tableRadio },
  rangefinder: { alt: "Chrome and black rangefinder camera with a leather strap", svg: rangefinder },
  "rangefinder-lens": { alt: "Close view of the camera's lens and viewfinder", svg: rangefinderLens },
  "pull-duck": { alt: "Yellow wooden duck on red wheels with a string to pull it", svg: pullDuck },
  "shop-sign": { alt: "Round green sign with a lark on a sprig of linden", svg: shopSign },
  buyer: { alt: "Drawing of a woman with long dark hair", svg: buyerPortrait },
  arbitrator: { alt: "Drawing of an elderly woman with round glasses", svg: arbitratorPortrait },
} as const satisfies Record<string, Drawing>;

export type PictureName = keyof typeof PICTURES;

/** PNG, 1200 × 900; the same bytes in every run. The node makes WebP of it. */
export const renderPicture = (name: PictureName): Promise<Buffer> =>
  sharp(Buffer.from(PICTURES[name].svg())).removeAlpha().png({ compressionLevel: 1 }).toBuffer();
