import type { Bound } from "./bind.ts";
import { BOOLEAN, type Column, MISSING, NULL, NUMBER, SEGMENT_RUNS, TEXT } from "./column.ts";
import type { CellTest } from "./tests.ts";
import type { ColumnView } from "./view.ts";

/** One byte for each run of a segment: 1 where it passes. */
export type Mask = Uint8Array;

const everyRun = (): Mask => new Uint8Array(SEGMENT_RUNS).fill(1);

/**
 * Which runs of a segment pass, of those in `within`. What asks for points is taken as false, or as true: a run that passes with
 * neither is out, one that passes with both is in, and only for the rest the points are needed.
 */
export function evaluate(bound: Bound, view: ColumnView, segment: number, historyIs: 0 | 1, within: Mask = everyRun()): Mask {
  switch (bound.kind) {
    case "cells": {
      const mask = new Uint8Array(SEGMENT_RUNS);
      for (const ref of bound.columns) markCells(mask, within, view.read(ref, segment), bound.test);
      return mask;
    }
    case "history":
      return historyIs === 1 ? within : new Uint8Array(SEGMENT_RUNS);
    case "not":
      return without(within, evaluate(bound.item, view, segment, historyIs === 0 ? 1 : 0, within));
    case "and": {
      // Each condition looks only at what passed those before it; when nothing did, the other columns need not be read.
      let mask = within;
      for (const item of bound.items) {
        mask = evaluate(item, view, segment, historyIs, mask);
        if (!mask.includes(1)) break;
      }
      return mask;
    }
    case "or": {
      let rest = within;
      for (const item of bound.items) {
        rest = without(rest, evaluate(item, view, segment, historyIs, rest));
        if (!rest.includes(1)) break;
      }
      return without(within, rest);
    }
  }
}

/** Those of the first that are not in the second. */
function without(mask: Mask, other: Mask): Mask {
  const rest = mask.slice();
  for (let i = 0; i < SEGMENT_RUNS; i++) if (other[i] === 1) rest[i] = 0;
  return rest;
}

function markCells(mask: Mask, within: Mask, column: Column | null, test: CellTest): void {
  if (!column) {
    if (test.none) mask.set(within);
    return;
  }
  const { types, numbers, codes, texts } = column;
  const { number, boolean, none } = test;
  // Every text is asked about once, however many runs have it.
  const text = test.text && codes ? Uint8Array.from(texts, (one) => (test.text?.(one) ? 1 : 0)) : null;
  for (let i = 0; i < SEGMENT_RUNS; i++) {
    if (within[i] === 0) continue;
    switch (types[i]) {
      case NUMBER:
        if (number && numbers && number(numbers[i] ?? 0)) mask[i] = 1;
        break;
      case TEXT:
        if (text && codes && text[codes[i] ?? 0] === 1) mask[i] = 1;
        break;
      case BOOLEAN:
        if (boolean && numbers && boolean(numbers[i] === 1)) mask[i] = 1;
        break;
      case NULL:
      case MISSING:
        if (none) mask[i] = 1;
    }
  }
}
