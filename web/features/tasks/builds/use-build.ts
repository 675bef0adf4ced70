"use client";
import type { BuildGraph, LiveMessage } from "@cairn/sdk/schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { useLive } from "../../runs/use-live";
import { buildGraphQuery, buildQuery, buildsKey } from "../data/queries";
import { isEndedBuild } from "../words";
import { applyToBuild, applyToGraph, needsFetch } from "./apply-update";

/** At most one fetch of the whole graph in this time. */
const REFETCH_MS = 1_500;
/** Without the socket the build is asked for so often. */
const POLL_MS = 3_000;

/** A build and its graph, which follow what happens: by the socket or, while there is none, by asking. Both end with the build. */
export function useBuild(place: Place, id: string) {
  const client = useQueryClient();
  const [buildOf, graphOf] = [buildQuery(api, place, id), buildGraphQuery(api, place, id)];
  const isPolled = useRef(true);
  const isOver = () => {
    const status = client.getQueryData(buildOf.queryKey)?.status;
    return status !== undefined && isEndedBuild(status);
  };
  const refetchInterval = () => (isPolled.current && !isOver() ? POLL_MS : false);
  const build = useQuery({ ...buildOf, refetchInterval });
  const graph = useQuery({ ...graphOf, refetchInterval });
  const planned = useRef<ReturnType<typeof setTimeout>>(undefined);

  function refetch() {
    planned.current ??= setTimeout(() => {
      planned.current = undefined;
      void client.invalidateQueries({ queryKey: buildOf.queryKey });
      void client.invalidateQueries({ queryKey: graphOf.queryKey });
    }, REFETCH_MS);
  }
  function onMessage(message: LiveMessage) {
    if (message.kind === "event" && message.event.subject.id === id) return refetch();
    if (message.kind !== "build" || message.build_id !== id) return;
    const { update } = message;
    const known = client.getQueryData(graphOf.queryKey);
    client.setQueryData(buildOf.queryKey, (before) => before && applyToBuild(before, update));
    client.setQueryData(graphOf.queryKey, (before: BuildGraph | undefined) => before && applyToGraph(before, update));
    if (!known || needsFetch(known, update) || isEndedBuild(update.status)) refetch();
  }
  const state = useLive({ ...place, builds: [id], onMessage, onReturn: refetch });
  isPolled.current = state !== "live";
  const refresh = () => client.invalidateQueries({ queryKey: buildsKey(place) });
  return { build, graph, live: state, refresh };
}
