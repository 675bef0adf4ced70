import type { Page } from "playwright-core";
import { type ActiveRun, newRunId } from "../sdk/src/index.ts";
import type { Bench } from "./main.ts";
import { withPage } from "./support/browser.ts";
import { type Place, withPlace } from "./support/place.ts";
import { median, percentile, short } from "./support/rounds.ts";

const loggers = 100;
const seen = 60;
const everyMs = 500;

/**
 * A hundred runs log a value every half second through the SDK as it is; a browser shows the page of one of them. The value is the
 * moment at which it was logged, and the page tells when it first drew it.
 */
async function measure(place: Place) {
  const { cairn } = place;
  const active: ActiveRun[] = await Promise.all(
    Array.from({ length: loggers }, () =>
      cairn.run({ id: newRunId(), experiment: "live", environment: false, console: false, system: false, handleExit: false }),
    ),
  );
  let step = 0;
  const timer = setInterval(() => {
    for (const run of active) run.log({ clock: Date.now() - epoch }, { step });
    step += 1;
  }, everyMs);
  const epoch = Date.now();
  try {
    return await withPage(place, async (page) => {
      const [shown] = active;
      if (!shown) throw new Error("No run");
      await page.goto(new URL(shown.url).pathname.replace(/$/, "?tab=charts"));
      const delays = await delaysOf(page, epoch, seen);
      return [
        {
          what: `${loggers} runs log at once; a point of one of them on its page`,
          "median, ms": short(median(delays)),
          "p95, ms": short(percentile(delays, 0.95)),
          "longest, ms": short(Math.max(...delays)),
        },
      ];
    });
  } finally {
    clearInterval(timer);
    await Promise.all(active.map((run) => run.finish()));
  }
}

/** Watches the number that the chart tells as its last value, and notes how old each new one is when it is drawn. */
function delaysOf(page: Page, epoch: number, count: number): Promise<number[]> {
  return page.evaluate(
    ({ epoch, count }) =>
      new Promise<number[]>((done) => {
        const delays: number[] = [];
        let last = "";
        const look = () => {
          const text = document.querySelector("[data-last-value]")?.getAttribute("data-last-value") ?? "";
          if (text !== "" && text !== last) {
            // The first one may have been logged before the page was opened.
            if (last !== "") delays.push(Date.now() - epoch - Number(text));
            last = text;
          }
          if (delays.length >= count) done(delays);
          else requestAnimationFrame(look);
        };
        look();
      }),
    { epoch, count },
  );
}

export const bench: Bench = {
  title: `Live: from run.log() to the page; ${seen} points seen`,
  run: () => withPlace(measure),
};
