"use client";
import type { Run } from "@cairn/sdk/schema";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api } from "@/lib/api/browser";
import type { ChartRun } from "../../charts/chart-run";
import type { Place } from "../../runs/queries";
import { type ChosenColours, colourOf, coloursTogether } from "../model/colours";
import type { Question } from "../model/question";
import type { AddressState } from "../model/state";
import { pageQuery, searchKey } from "./queries";

/** Runs drawn before anybody pressed an eye: the first ones of the table. */
const FIRST_DRAWN = 10;

/** Runs by their numbers, wherever they are. */
const numberedQuery = (place: Place, numbers: readonly number[]) =>
  queryOptions({
    queryKey: [...searchKey(place), "numbered", numbers],
    queryFn: ({ signal }) =>
      api.runs.search(
        { filter: `number in (${numbers.join(", ")})`, lifecycle: "all", fields: [], limit: numbers.length },
        { ...place, signal },
      ),
    enabled: numbers.length > 0,
    placeholderData: keepPreviousData,
  });

export interface Drawn {
  runs: ChartRun[];
  /** Nothing is known of the runs yet. */
  isLoading: boolean;
  /** Why nothing is known of them, and how to ask again. */
  failure: { error: unknown; retry: () => void } | null;
  isDrawn: (run: Run) => boolean;
  toggle: (run: Run) => void;
  /** The colour of a run: in the charts, or the one that it would have by itself. */
  colourOf: (run: Run) => string;
}

export interface DrawnInput {
  place: Place;
  question: Question;
  isReadable: boolean;
  state: Pick<AddressState, "on" | "off">;
  setState: (change: Partial<AddressState>) => void;
  colours: ChosenColours;
}

/** Which runs the charts draw: the first of the table, less those whose eye was closed, and those whose eye was opened. */
export function useDrawn({ place, question, isReadable, state, setState, colours }: DrawnInput): Drawn {
  const first = useQuery({ ...pageQuery(api, place, question, 0), placeholderData: keepPreviousData, enabled: isReadable });
  const numbers = useMemo(() => state.on.map(Number).filter((number) => Number.isSafeInteger(number) && number >= 0), [state.on]);
  const numbered = useQuery(numberedQuery(place, numbers));

  const leading = useMemo(() => (first.data?.items ?? []).slice(0, FIRST_DRAWN), [first.data]);
  const leadingNumbers = useMemo(() => new Set(leading.map(({ number }) => number)), [leading]);
  const on = useMemo(() => new Set(state.on), [state.on]);
  const off = useMemo(() => new Set(state.off), [state.off]);
  const isDrawn = useCallback(
    ({ number }: Run) => on.has(String(number)) || (leadingNumbers.has(number) && !off.has(String(number))),
    [on, off, leadingNumbers],
  );
  const toggle = useCallback(
    (run: Run) => {
      const number = String(run.number);
      if (isDrawn(run)) {
        setState({ on: [...on].filter((one) => one !== number), off: leadingNumbers.has(run.number) ? [...off, number] : [...off] });
      } else {
        setState({ off: [...off].filter((one) => one !== number), on: leadingNumbers.has(run.number) ? [...on] : [...on, number] });
      }
    },
    [isDrawn, on, off, leadingNumbers, setState],
  );

  const shown = leading
    .filter(isDrawn)
    .concat((numbered.data?.items ?? []).filter((run) => on.has(String(run.number)) && !leadingNumbers.has(run.number)));
  const together = coloursTogether(shown, colours);
  const colourOfRun = (run: Run) => together.get(run.id) ?? colourOf(run, colours);
  // The charts see a change only where something that they draw has changed, not with every point that comes in.
  const told = JSON.stringify(
    shown.map((run): ChartRun => ({ id: run.id, name: run.name, colour: colourOfRun(run), status: run.status, group: run.group })),
  );
  const runs = useMemo(() => JSON.parse(told) as ChartRun[], [told]);
  const failure = first.isError && !first.data ? { error: first.error, retry: () => void first.refetch() } : null;
  return { runs, isLoading: first.isPending && isReadable, failure, isDrawn, toggle, colourOf: colourOfRun };
}
