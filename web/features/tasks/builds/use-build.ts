"use client";
import type { BuildGraph, LiveMessage } from "@cairn/sdk/schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { useLive } from "../../runs/use-live";
import { buildGraphQuery, buildQuery, buildsKey } from "../data/queries";
import { isEndedBuild } from "../words";
import { applyChanges, applyToBuild, applyToGraph, needsFetch } from "./apply-update";

/** Changed tasks that are asked for at once; when more changed, the whole graph is. */
const CHANGES_MAX = 200;
/** At most one fetch in this time, however much happens. */
const REFETCH_MS = 1_500;
/** Without the socket the build is asked for so often. */
const POLL_MS = 3_000;

/** A build and its graph, which follow what happens: by the socket or, while there is none, by asking. Both end with the build. */
export function useBuild(place: Place, id: string) {
  const client = useQueryClient();
  const [buildOf, graphOf] = [buildQuery(api, place, id), buildGraphQuery(api, place, id)];
  const isPolled = useRef(true);
  /** Version up to which nothing was missed, while something may have been. */
  const missedSince = useRef<number | null>(null);
  /** The socket came before the graph, which may have missed what happened in between. */
  const isBehind = useRef(false);
  const planned = useRef<ReturnType<typeof setTimeout>>(undefined);
  const known = () => client.getQueryData(graphOf.queryKey);
  const isOver = () => {
    const status = client.getQueryData(buildOf.queryKey)?.status;
    return status !== undefined && isEndedBuild(status);
  };
  /** The graph: at first the whole of it, then what changed of it. */
  async function read(): Promise<BuildGraph> {
    const before = known();
    if (!before) return api.builds.graph(id, place);
    const since = missedSince.current ?? before.version;
    const changes = await api.builds.tasks(id, { since, limit: CHANGES_MAX }, place).page();
    const next = applyChanges(known() ?? before, before, changes);
    missedSince.current = null;
    return next ?? api.builds.graph(id, place);
  }
  const refetchInterval = () => (isPolled.current && !isOver() ? POLL_MS : false);
  const build = useQuery({ ...buildOf, refetchInterval });
  const graph = useQuery({ ...graphOf, queryFn: read, refetchInterval });

  function refetch() {
    planned.current ??= setTimeout(() => {
      planned.current = undefined;
      void client.invalidateQueries({ queryKey: buildOf.queryKey });
      void client.invalidateQueries({ queryKey: graphOf.queryKey });
    }, REFETCH_MS);
  }
  function onReturn() {
    const graphNow = known();
    if (graphNow) missedSince.current ??= graphNow.version;
    isBehind.current = graphNow === undefined;
    if (graphNow) refetch();
  }
  const isThere = graph.data !== undefined;
  useEffect(() => {
    if (isThere && isBehind.current) onReturn();
  }, [isThere]);

  function onMessage(message: LiveMessage) {
    if (message.kind === "event" && message.event.subject.id === id) return refetch();
    if (message.kind !== "build" || message.build_id !== id) return;
    const { update } = message;
    client.setQueryData(buildOf.queryKey, (before) => before && applyToBuild(before, update));
    const before = known();
    // What is missing up to now is fetched as soon as the graph is there.
    if (!before || isBehind.current) return;
    if (needsFetch(before, update)) missedSince.current ??= before.version;
    client.setQueryData(graphOf.queryKey, applyToGraph(before, update));
    if (needsFetch(before, update) || isEndedBuild(update.status)) refetch();
  }
  const state = useLive({ ...place, builds: [id], onMessage, onReturn });
  isPolled.current = state !== "live";
  const refresh = () => client.invalidateQueries({ queryKey: buildsKey(place) });
  return { build, graph, live: state, refresh };
}
