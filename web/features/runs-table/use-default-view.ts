"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/lib/api/browser";
import type { Place } from "../runs/queries";
import { viewsQuery } from "../views/queries";
import { defaultView } from "../views/views-menu";
import { addressOf } from "./model/state";
import type { TableModel } from "./use-table";

/** Opens the page in the view that was chosen to open first, when its address says nothing. */
export function useDefaultView(place: Place, { setState, remember }: TableModel): void {
  const views = useQuery(viewsQuery(api, place, "runs"));
  const isUntouched = useRef<boolean>(undefined);
  isUntouched.current ??= window.location.search === "";
  useEffect(() => {
    if (!views.data || !isUntouched.current) return;
    isUntouched.current = false;
    const view = window.location.search === "" ? defaultView(views.data) : null;
    if (!view) return;
    if (view.state.widths) remember({ widths: view.state.widths as Record<string, number> });
    setState({ ...addressOf(view.state), view: view.id });
  }, [views.data, setState, remember]);
}
