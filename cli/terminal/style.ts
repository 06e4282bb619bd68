// Colours, or none.
import { styleText } from "node:util";

export type Tone = "good" | "bad" | "open" | "quiet" | "strong";
export type Style = (tone: Tone, text: string) => string;

const FORMATS = { good: "green", bad: "red", open: "yellow", quiet: "dim", strong: "bold" } as const;

export const coloured: Style = (tone, text) =>
  text ? styleText(FORMATS[tone], text, { validateStream: false }) : text;
export const plain: Style = (_tone, text) => text;

export const styleFor = ({ isTTY }: { isTTY?: boolean }, colour: boolean): Style =>
  isTTY && colour ? coloured : plain;
