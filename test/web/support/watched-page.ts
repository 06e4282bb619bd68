// Opens the page in real Chromium and keeps what must never happen: console errors, uncaught exceptions, requests to elsewhere.
import type { Browser, BrowserContext, Page } from "playwright-core";

export const SIZES = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 900 } } as const;
export type Size = keyof typeof SIZES;

export interface WatchedPage extends AsyncDisposable {
  page: Page;
  context: BrowserContext;
  /** Empty as long as all is well. */
  faults: string[];
}

export interface WatchOptions {
  size?: Size;
  dark?: boolean;
  /** Messages of the console that the test provokes itself, like a refused call. */
  expected?: RegExp;
}

/** @param origin of the page's node, like `http://127.0.0.1:3000` */
export async function watchPage(
  browser: Browser,
  origin: string,
  { size = "desk", dark = false, expected }: WatchOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: dark ? "dark" : "light",
    hasTouch: size === "phone",
    isMobile: size === "phone",
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Europe/Brussels",
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !expected?.test(text)) {
      faults.push(`console: ${text} (${message.location().url})`);
    }
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`)) faults.push(`request to elsewhere: ${url.slice(0, 120)}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, context, faults, [Symbol.asyncDispose]: () => context.close() };
}

/** Whether something is wider than the window, and what. */
export const sidewaysScroll = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("main *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => `${element.tagName}.${element.className} ${element.textContent?.slice(0, 40)}`)
      .slice(0, 5);
  });

/** Tables that have to be pushed sideways to be read, by their first words. */
export const pushedTables = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll(".scroll-x:has(table)")]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ textContent }) => textContent.slice(0, 60)),
  );

/** Words that stand out too little from their ground (WCAG 1.4.3), where one colour lies behind them; what is disabled is left out. */
export const faintWords = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    type Colour = [red: number, green: number, blue: number, alpha: number];
    const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
    /** Whatever the notation. */
    const read = (text: string): Colour => {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = text;
      brush.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = brush.getImageData(0, 0, 1, 1).data;
      return [red!, green!, blue!, alpha! / 255];
    };
    const over = ([r, g, b, a]: Colour, [x, y, z]: Colour): Colour => [
      r * a + x * (1 - a),
      g * a + y * (1 - a),
      b * a + z * (1 - a),
      1,
    ];
    const light = (value: number) => (value <= 10.3 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = ([r, g, b]: Colour) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
    const contrast = (a: Colour, b: Colour) => {
      const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
      return (high! + 0.05) / (low! + 0.05);
    };
    /** @returns undefined over a drawing */
    const groundOf = (element: Element): Colour | undefined => {
      const layers: Colour[] = [];
      for (let at: Element | null = element; at; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (style.backgroundImage !== "none" && !at.matches(".scroll-x")) return undefined;
        const colour = read(style.backgroundColor);
        layers.push(colour);
        if (colour[3] === 1) break;
      }
      return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
    };
    const found = new Set<string>();
    const judge = (element: Element, text: string, style: CSSStyleDeclaration) => {
      const ground = groundOf(element);
      if (!ground) return;
      const [r, g, b, a] = read(style.color);
      let opacity = 1;
      for (let at: Element | null = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const ratio = contrast(over([r, g, b, a * opacity], ground), ground);
      if (ratio < (isLarge ? 3 : 4.5))
        found.add(`${ratio.toFixed(2)} "${text.trim().slice(0, 40)}" .${element.className}`);
    };
    for (const element of document.body.querySelectorAll("*")) {
      const isSeen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!isSeen || element.closest(":disabled, [aria-disabled=true], option, svg, .hidden, .skip")) continue;
      const words = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
      const text = words.map(({ textContent }) => textContent).join("");
      if (text.trim()) judge(element, text, getComputedStyle(element));
      if (element.matches(":placeholder-shown[placeholder]:not([placeholder=''])"))
        judge(element, element.getAttribute("placeholder")!, getComputedStyle(element, "::placeholder"));
    }
    return [...found];
  });
