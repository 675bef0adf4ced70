import type { Bound } from "./bind.ts";
import { BOOLEAN, type Column, MISSING, NULL, NUMBER, SEGMENT_RUNS, TEXT } from "./column.ts";
import type { CellTest } from "./tests.ts";
import type { ColumnView } from "./view.ts";

/** One byte for each run of a segment: 1 where it passes. */
export type Mask = Uint8Array;

/**
 * Which runs of a segment pass. What asks for points is taken as false, or as true: a run that passes with neither is out, one that
 * passes with both is in, and only for the rest the points are needed.
 */
export function evaluate(bound: Bound, view: ColumnView, segment: number, historyIs: 0 | 1): Mask {
  switch (bound.kind) {
    case "cells": {
      const mask = new Uint8Array(SEGMENT_RUNS);
      for (const ref of bound.columns) markCells(mask, view.read(ref, segment), bound.test);
      return mask;
    }
    case "history":
      return new Uint8Array(SEGMENT_RUNS).fill(historyIs);
    case "not": {
      const mask = evaluate(bound.item, view, segment, historyIs === 0 ? 1 : 0);
      for (let i = 0; i < SEGMENT_RUNS; i++) mask[i] = mask[i] === 0 ? 1 : 0;
      return mask;
    }
    default: {
      const isAnd = bound.kind === "and";
      const mask = new Uint8Array(SEGMENT_RUNS).fill(isAnd ? 1 : 0);
      for (const item of bound.items) {
        // Nothing can bring back, or take away, what is settled: the other columns need not be read.
        if (!mask.includes(isAnd ? 1 : 0)) break;
        const other = evaluate(item, view, segment, historyIs);
        for (let i = 0; i < SEGMENT_RUNS; i++) mask[i] = isAnd ? (mask[i] ?? 0) & (other[i] ?? 0) : (mask[i] ?? 0) | (other[i] ?? 0);
      }
      return mask;
    }
  }
}

function markCells(mask: Mask, column: Column | null, test: CellTest): void {
  if (!column) {
    if (test.none) mask.fill(1);
    return;
  }
  const { types, numbers, codes, texts } = column;
  const number = numbers ? test.number : undefined;
  const boolean = numbers ? test.boolean : undefined;
  // Every text is asked about once, however many runs have it.
  const text = test.text && codes ? Uint8Array.from(texts, (one) => (test.text?.(one) ? 1 : 0)) : null;
  for (let i = 0; i < SEGMENT_RUNS; i++) {
    switch (types[i]) {
      case NUMBER:
        if (number?.(numbers?.[i] as number)) mask[i] = 1;
        break;
      case TEXT:
        if (text && text[codes?.[i] ?? 0] === 1) mask[i] = 1;
        break;
      case BOOLEAN:
        if (boolean?.(numbers?.[i] === 1)) mask[i] = 1;
        break;
      case NULL:
      case MISSING:
        if (test.none) mask[i] = 1;
    }
  }
}
