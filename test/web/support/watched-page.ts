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
