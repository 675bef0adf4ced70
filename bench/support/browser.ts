import chromium from "@sparticuz/chromium";
import { type Page, chromium as playwright } from "playwright-core";
import type { Place } from "./place.ts";

/** Opens a window of 1440 × 900 in Chromium, signed in at a place, and ends it when `work` is done. */
export async function withPage<T>({ origin, callers }: Place, work: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = process.env.CHROMIUM_PATH || (await chromium.executablePath());
  const browser = await playwright.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
  try {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      baseURL: origin,
      locale: "en-US",
      timezoneId: "UTC",
    });
    const pairs = (callers.session.cookie ?? "").split("; ").filter(Boolean);
    await context.addCookies(
      pairs.map((pair) => ({ name: pair.slice(0, pair.indexOf("=")), value: pair.slice(pair.indexOf("=") + 1), url: origin })),
    );
    return await work(await context.newPage());
  } finally {
    await browser.close();
  }
}
