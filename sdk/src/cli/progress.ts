import type { Context } from "./context.ts";
import { bar } from "./sparkline.ts";
import { bytes, cut } from "./text.ts";

export interface Progress {
  at: (done: number, note?: string) => void;
  add: (more: number) => void;
  /** A line of talk that the bar must not run into. */
  say: (line: string) => void;
  end: () => void;
}

/** How often the bar is drawn, in ms, and after how long the first time: what is quick needs none. */
const EVERY_MS = 100;
const FIRST_AFTER_MS = 300;
const BAR_COLUMNS = 24;

/** A bar on stderr that is there while something long is done; nothing where stderr is no terminal, or under --quiet. */
export function progress(ctx: Context, title: string, total: number, { unit }: { unit?: "bytes" } = {}): Progress {
  const { stderr } = ctx.out;
  const { env } = ctx.io.machine;
  const isShown = Boolean(stderr.isTTY) && env.TERM !== "dumb" && !ctx.config.settings.quiet?.value;
  const began = Date.now();
  let drawnAt = began + FIRST_AFTER_MS - EVERY_MS;
  let isDrawn = false;
  let done = 0;
  let note = "";
  const words = (count: number) => (unit === "bytes" ? bytes(count) : count.toLocaleString("en"));
  const clear = () => {
    if (isDrawn) stderr.write("\r\u001b[K");
    isDrawn = false;
  };
  const draw = () => {
    const now = Date.now();
    if (!isShown || now - drawnAt < EVERY_MS) return;
    drawnAt = now;
    const seconds = (now - began) / 1000;
    const rate = unit === "bytes" && seconds > 1 ? `  ${bytes(done / seconds)}/s` : "";
    const share = total > 0 ? done / total : 1;
    const line = `${title}  ${bar(share, BAR_COLUMNS, { ascii: !ctx.out.hasUnicode })} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %  ${words(done)} of ${words(total)}${rate}${note && `  ${note}`}`;
    stderr.write(`\r${cut(line, (stderr.columns || 80) - 1)}\u001b[K`);
    isDrawn = true;
  };
  return {
    at(count, said = note) {
      done = count;
      note = said;
      draw();
    },
    add(more) {
      done += more;
      draw();
    },
    say(line) {
      clear();
      ctx.out.say(line);
    },
    end: clear,
  };
}
