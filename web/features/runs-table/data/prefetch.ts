import type { Cairn } from "@cairn/sdk";
import type { View } from "@cairn/sdk/schema";
import type { QueryClient } from "@tanstack/react-query";
import { createLoader, type SearchParams } from "nuqs/server";
import { fromOwnPage } from "@/lib/api/server";
import { filterProblem } from "../../filter/problem";
import { experimentsQuery, type Place } from "../../runs/queries";
import { defaultView, viewsQuery } from "../../views/queries";
import { firstColumns } from "../model/columns";
import { type Question, questionOf, searchOf } from "../model/question";
import type { Remembered } from "../model/remembered";
import { type AddressState, stateOf, tableParsers } from "../model/state";
import { FIRST_ROWS, fieldsQuery, pageQuery, statsQuery } from "./queries";

export interface PrefetchInput {
  api: Cairn;
  place: Place;
  /** The address of the page. */
  query: SearchParams;
  /** What the browser remembers of the table, as its cookie tells. */
  remembered: Remembered;
}

const load = createLoader(tableParsers);
/** When an answer was fetched that is to be asked for anew: long ago. */
const STALE_AT = 1;

/** Asks for what the first paint of the table shows. What fails here is asked again by the browser, which then shows the error. */
export async function prefetchTable(client: QueryClient, { api, place, query, remembered }: PrefetchInput): Promise<void> {
  const experiments = client.prefetchQuery(experimentsQuery(api, place));
  const views = client.fetchQuery(viewsQuery(api, place, "runs")).catch((): View[] => []);
  const state = await stateAsOpened(query, views);
  const fields = client.fetchQuery(fieldsQuery(api, place, state.experiment)).catch(() => null);
  const others = [experiments, views, fields];
  if (filterProblem(state.q) === null) {
    others.push(client.prefetchQuery(statsQuery(api, place, { experiment: state.experiment, filter: state.q })));
    // Where the columns are known, rows need not wait for the fields that there are.
    const ids = state.cols ?? remembered.cols ?? firstColumns((await fields)?.items ?? []);
    others.push(prefetchRows(client, api, place, questionOf(state, ids)));
  }
  await Promise.all(others);
}

/** The address or, when it tells nothing, the view that opens first. */
async function stateAsOpened(query: SearchParams, views: Promise<View[]>): Promise<AddressState> {
  const view = Object.keys(query).length === 0 ? defaultView(await views) : null;
  return view ? stateOf(view.state) : load(query);
}

async function prefetchRows(client: QueryClient, api: Cairn, place: Place, question: Question): Promise<void> {
  const page = await api.runs.search({ ...searchOf(question), offset: 0, limit: FIRST_ROWS }, { ...place, ...fromOwnPage }).then(
    (found) => found,
    () => null,
  );
  // A page with more than the first rows is fetched by the browser once these are painted.
  const rest = page && page.total > page.items.length ? { updatedAt: STALE_AT } : {};
  if (page) client.setQueryData(pageQuery(api, place, question, 0).queryKey, page, rest);
}
