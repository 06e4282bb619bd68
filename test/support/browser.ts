// Real Chromium for tests: the one of CHROMIUM, an installed one, or the one that an npm package brings (Linux x64).
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";

const CACHE = path.resolve(import.meta.dirname, "../../node_modules/.cache/chromium");
const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--force-color-profile=srgb",
];

/** @throws Error that says what to do, where no Chromium fits */
export async function launchBrowser(): Promise<Browser> {
  const given = process.env["CHROMIUM"];
  if (given && !existsSync(given)) throw new Error(`CHROMIUM names ${given}, which does not exist`);
  const installed = given ?? INSTALLED.find((file) => existsSync(file));
  if (installed) return chromium.launch({ executablePath: installed, args: ARGS });
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("The browser test needs Chrome or Chromium: install one, or set CHROMIUM to its program file");
  }
  const folder = await unpacked();
  return chromium.launch({
    executablePath: path.join(folder, "chromium"),
    args: ARGS,
    env: { ...process.env, FONTCONFIG_FILE: fontConfiguration(folder) } as Record<string, string>,
  });
}

/** Unpacks once, into a folder that gets its name only when it is complete: two tests may do it at the same time. */
async function unpacked(): Promise<string> {
  if (existsSync(path.join(CACHE, "chromium"))) return CACHE;
  mkdirSync(path.dirname(CACHE), { recursive: true });
  const fresh = mkdtempSync(`${CACHE}-`);
  const before = process.env["TMPDIR"];
  // The package unpacks into os.tmpdir().
  process.env["TMPDIR"] = fresh;
  try {
    const { default: packed } = await import("@sparticuz/chromium");
    await packed.executablePath();
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  try {
    // What is there without the program was left by an install that was cut off.
    if (!existsSync(path.join(CACHE, "chromium"))) rmSync(CACHE, { recursive: true, force: true });
    renameSync(fresh, CACHE);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(path.join(CACHE, "chromium"))) throw error;
  }
  return CACHE;
}

/** The package brings Open Sans, but looks for it where only its own platform has it. */
function fontConfiguration(folder: string): string {
  const file = path.join(folder, "souk-fonts.conf");
  const fonts = path.join(folder, "fonts/fonts");
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir>${path.join(folder, "font-cache")}</cachedir>
<alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
<alias binding="strong"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>`,
  );
  return file;
}
