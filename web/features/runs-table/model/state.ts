import type { SortBy } from "@cairn/sdk/schema";
// The server reads addresses too.
import { createParser, type inferParserType, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const TABS = ["active", "archived", "deleted"] as const;
export const LAYOUTS = ["split", "table", "charts"] as const;
export const AGGREGATES = ["mean", "median", "min", "max", "sum", "std"] as const;
export type Tab = (typeof TABS)[number];
export type Layout = (typeof LAYOUTS)[number];
export type Aggregate = (typeof AGGREGATES)[number];

/** `metrics.loss.min` ascending, `-created_at` descending. No field starts with a hyphen. */
const parseAsSort = createParser<SortBy>({
  parse: (text) => {
    const isDescending = text.startsWith("-");
    const field = isDescending ? text.slice(1) : text;
    return field ? { field, order: isDescending ? "desc" : "asc" } : null;
  },
  serialize: ({ field, order }) => (order === "desc" ? `-${field}` : field),
  eq: (a, b) => a.field === b.field && a.order === b.order,
});

const list = parseAsArrayOf(parseAsString);
const sortList = parseAsArrayOf(parseAsSort);

/** What the address of the runs page tells. What is null was not chosen there. */
export const tableParsers = {
  q: parseAsString.withDefault("").withOptions({ history: "push" }),
  experiment: parseAsString.withOptions({ history: "push" }),
  tab: parseAsStringLiteral(TABS).withDefault("active").withOptions({ history: "push" }),
  sort: sortList.withDefault([]),
  group: list.withDefault([]).withOptions({ history: "push" }),
  agg: parseAsStringLiteral(AGGREGATES).withDefault("mean"),
  cols: list,
  pin: list,
  /** Columns whose best value was chosen by hand: `metrics.loss.last:min`. */
  best: list,
  /** Runs drawn, and runs not drawn, by their number, besides the first ones of the table. */
  on: list.withDefault([]),
  off: list.withDefault([]),
  layout: parseAsStringLiteral(LAYOUTS),
  view: parseAsString,
};
export type AddressState = inferParserType<typeof tableParsers>;

/** What a saved view holds: the address, and the widths that columns were dragged to. */
export interface ViewState extends Partial<Omit<AddressState, "view" | "on" | "off">> {
  widths?: Record<string, number>;
}

const VIEW_KEYS = ["q", "experiment", "tab", "sort", "group", "agg", "cols", "pin", "best", "layout"] as const;

/** The part of an address that a view keeps, without what is as it always is. */
export function viewStateOf(state: AddressState, widths: Record<string, number>): ViewState {
  const kept: Record<string, unknown> = {};
  for (const key of VIEW_KEYS) {
    const value = state[key];
    const parser = tableParsers[key];
    const initial = "defaultValue" in parser ? parser.defaultValue : null;
    if (value !== null && JSON.stringify(value) !== JSON.stringify(initial)) kept[key] = value;
  }
  return { ...kept, ...(Object.keys(widths).length > 0 ? { widths } : {}) };
}

/** A view's state as an address; whatever the view does not name goes back to what it always is. */
export function addressOf(view: Record<string, unknown>): Partial<AddressState> {
  const address: Record<string, unknown> = {};
  for (const key of VIEW_KEYS) {
    // Views are written by any client: each value goes through the parser of the address.
    const raw = view[key];
    const parser = tableParsers[key] as { serialize(value: unknown): string; parse(text: string): unknown };
    let value: unknown = null;
    try {
      if (raw !== undefined && raw !== null) value = parser.parse(parser.serialize(raw));
    } catch {
      value = null;
    }
    address[key] = value;
  }
  return address as Partial<AddressState>;
}

/** The state of a page that was opened in a view. */
export const stateOf = (view: Record<string, unknown>): AddressState =>
  ({ ...emptyState(), ...withoutNulls(addressOf(view)) }) as unknown as AddressState;

/** Whether the page looks otherwise than the view says. */
export function differs(view: Record<string, unknown>, state: AddressState): boolean {
  const normal = (one: Record<string, unknown>) => JSON.stringify(VIEW_KEYS.map((key) => one[key] ?? null));
  const asShown = viewStateOf(state, {}) as Record<string, unknown>;
  const asSaved = viewStateOf(stateOf(view), {}) as Record<string, unknown>;
  return normal(asShown) !== normal(asSaved);
}

const withoutNulls = (one: Record<string, unknown>) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null));

function emptyState(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tableParsers).map(([key, parser]) => [key, "defaultValue" in parser ? parser.defaultValue : null]),
  );
}
