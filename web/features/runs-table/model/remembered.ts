import { clampWidth } from "../grid/layout";
import { RUN_COLOURS } from "./colours";
import { LAYOUTS, type Layout } from "./state";

/** How the table of one workspace looked last, in this browser. */
export interface Remembered {
  layout?: Layout;
  /** Share of the width that the table takes beside the charts, 0–1. */
  share?: number;
  cols?: string[];
  pin?: string[];
  best?: string[];
  widths?: Record<string, number>;
  /** Colours that were chosen, by run id. */
  colours?: Record<string, string>;
}

/** Most columns, and most characters of a column's name, that are believed. */
const COLUMNS_MAX = 500;
const NAME_MAX = 600;
/** Longest cookie that is kept, in bytes as it is sent: browsers refuse more than 4,096. */
const COOKIE_MAX_BYTES = 3_500;
/** What is left out of a cookie that would be too long, first things first. */
const LEFT_OUT = ["colours", "widths", "best", "pin", "cols"] as const satisfies readonly (keyof Remembered)[];

/** Reads what a browser kept. Anybody may have written it: what is not as it should be is left out. */
export function rememberedOf(text: string | null | undefined): Remembered {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
  return typeof kept === "object" && kept !== null ? checked(kept as Record<string, unknown>) : {};
}

/** The fields that are as they should be, always in the same order. */
export function checked(kept: Record<string, unknown>): Remembered {
  const layout = LAYOUTS.find((one) => one === kept.layout);
  const [cols, pin, best] = [namesIn(kept.cols), namesIn(kept.pin), namesIn(kept.best)];
  const widths = entriesIn(kept.widths, (width) => (typeof width === "number" && Number.isFinite(width) ? clampWidth(width) : null));
  const colours = entriesIn(kept.colours, (colour) => RUN_COLOURS.find((one) => one === colour) ?? null);
  return {
    ...(layout ? { layout } : {}),
    ...(typeof kept.share === "number" && kept.share > 0 && kept.share < 1 ? { share: kept.share } : {}),
    ...(cols ? { cols } : {}),
    ...(pin ? { pin } : {}),
    ...(best ? { best } : {}),
    ...(widths ? { widths } : {}),
    ...(colours ? { colours } : {}),
  };
}

/** As much of it as a cookie holds, as text: all but what is left out for its length. */
export function cookieOf(remembered: Remembered): string {
  const kept = checked({ ...remembered });
  let text = JSON.stringify(kept);
  for (const name of LEFT_OUT) {
    if (encodeURIComponent(text).length <= COOKIE_MAX_BYTES) break;
    delete kept[name];
    text = JSON.stringify(kept);
  }
  return text;
}

function namesIn(value: unknown): string[] | null {
  if (!Array.isArray(value) || value.length > COLUMNS_MAX) return null;
  return value.filter((name): name is string => typeof name === "string" && name.length <= NAME_MAX);
}

function entriesIn<T>(value: unknown, read: (one: unknown) => T | null): Record<string, T> | null {
  if (typeof value !== "object" || value === null) return null;
  const entries = Object.entries(value).flatMap(([name, one]): [string, T][] => {
    const known = read(one);
    return known === null ? [] : [[name, known]];
  });
  return Object.fromEntries(entries);
}
