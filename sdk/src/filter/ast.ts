import type { AttributeName, MetricStat } from "./fields.ts";

/** What a condition looks at. A metric without a statistic is its last value. */
export type Field =
  | { kind: "attribute"; name: AttributeName }
  | { kind: "param" | "tag" | "summary"; key: string }
  | { kind: "metric"; key: string; stat: MetricStat };

/** Functions of a metric's points, by whether they take a number beside the metric. */
export const HISTORY_FUNCTIONS = {
  mean_last: "count",
  min_last: "count",
  max_last: "count",
  at_step: "step",
  ever_nan: null,
  ever_inf: null,
  count: null,
} as const;
export type HistoryFunction = keyof typeof HISTORY_FUNCTIONS;

/** `mean_last(metrics.loss, 100)`. */
export interface Call {
  kind: "call";
  fn: HistoryFunction;
  /** Name of the metric. */
  key: string;
  /** Points to take, or the step; null for functions that take none. */
  argument: number | null;
}

export type Operand = Field | Call;

export type Value =
  | { kind: "number"; value: number }
  | { kind: "string"; value: string }
  | { kind: "boolean"; value: boolean }
  /** A length of time in ms. */
  | { kind: "duration"; ms: number }
  /** A moment, Unix ms. */
  | { kind: "time"; at: number }
  /** So many ms after now; before it when negative. */
  | { kind: "now"; offsetMs: number };

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** Place of a part in the text: characters from `from` up to `to`. */
export interface Span {
  from: number;
  to: number;
}

/** One condition; `span` is null in a tree that was built and not parsed. */
export type Condition = { span: Span | null } & (
  | { kind: "compare"; left: Operand; op: Comparison; right: Value }
  | { kind: "in"; left: Operand; values: Value[]; negated: boolean }
  | { kind: "between"; left: Operand; low: Value; high: Value; negated: boolean }
  | { kind: "like"; left: Operand; pattern: string; ignoreCase: boolean; negated: boolean }
  | { kind: "match"; left: Operand; pattern: string; negated: boolean }
  | { kind: "null"; left: Operand; negated: boolean }
  /** A function or an attribute that is true or false, alone. */
  | { kind: "test"; left: Operand }
  /** Text anywhere in what names a run. */
  | { kind: "search"; text: string }
);

export type Node = Condition | { kind: "and" | "or"; items: Node[] } | { kind: "not"; item: Node };
