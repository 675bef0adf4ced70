import { AxeBuilder } from "@axe-core/playwright";
import chromium from "@sparticuz/chromium";
import { type Browser, type BrowserContext, type Page, chromium as playwright } from "playwright-core";
import { afterAll, afterEach, expect } from "vitest";
import type { SignedIn } from "../../workers/test/support/sign-in.ts";
import { stack } from "../../workers/test/support/stack.ts";

/** What a window is like: a phone's or a desk's, light or dark. */
export interface WindowOptions {
  readonly size?: "phone" | "desk";
  readonly theme?: "light" | "dark";
  /** Opens it with somebody's session. */
  readonly as?: SignedIn;
}

/** A window of its own: cookies and storage are shared with no other. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors so far: uncaught ones, and those on the console, which hold broken content security policies too. */
  readonly errors: readonly string[];
}

const sizes = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desk: { viewport: { width: 1440, height: 900 } },
} as const;

let browser: Promise<Browser> | undefined;
const contexts: BrowserContext[] = [];

/** Chromium from CHROMIUM_PATH, else the one that comes as a package: no download outside the package registry. */
async function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH || (await chromium.executablePath());
  // The package's own argument list switches off what tests should see: site isolation, CORS, a second context.
  return playwright.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
}

/** Opens a window at the app's origin; the browser is shared by the tests of a file. */
export async function openWindow({ size = "desk", theme = "light", as }: WindowOptions = {}): Promise<Window> {
  browser ??= launch();
  const context = await (await browser).newContext({
    ...sizes[size],
    baseURL: stack().origin,
    colorScheme: theme,
    // Without them a POSIX environment gives a language tag that Intl refuses.
    locale: "en-US",
    timezoneId: "UTC",
    reducedMotion: "reduce",
  });
  contexts.push(context);
  if (as) {
    const pairs = as.jar.header(new URL(stack().origin)).split("; ");
    const cookies = pairs
      .filter(Boolean)
      .map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1) }));
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: stack().origin })));
  }
  // As long as a machine that is busy with something else may take for a page.
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return { page, context, errors };
}

/** Fails with one line for each accessibility rule, of all or of those chosen, that the page breaks. */
export async function expectAccessible(page: Page, { rules, tags }: { rules?: string[]; tags?: string[] } = {}): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : tags ? axe.withTags(tags) : axe).analyze();
  const lines = violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  expect(lines, `accessibility of ${page.url()}`).toEqual([]);
}

/** Fails with the elements that stand out when a page is wider than its window; what scrolls inside a frame of its own does not. */
export async function expectFits(page: Page): Promise<void> {
  // A window that was just made smaller is laid out a moment later.
  await expect.poll(() => culpritsOf(page), { message: `width of ${page.url()}` }).toEqual([]);
}

const culpritsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if ((document.scrollingElement?.scrollWidth ?? 0) <= width) return [];
    const isOut = (one: Element): boolean => one.getBoundingClientRect().right > width;
    const isClipped = (one: Element): boolean => {
      const frame = one.parentElement?.closest("body *") ?? null;
      return frame !== null && ((getComputedStyle(frame).overflowX !== "visible" && !isOut(frame)) || isClipped(frame));
    };
    const words = (one: Element) => {
      const { left, right } = one.getBoundingClientRect();
      return `${one.tagName} from ${left} to ${right}: ${one.className}: ${one.textContent?.slice(0, 40)}`;
    };
    return ["wider than its window", ...[...document.body.querySelectorAll("*")].filter((one) => isOut(one) && !isClipped(one)).map(words)];
  });

// A window left open goes on asking the server.
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
});

afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});
