"use client";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useEffect, useMemo, useState } from "react";
import { api } from "@/lib/api/browser";
import type { Place } from "../runs/queries";
import { defaultView, viewsQuery } from "../views/queries";
import { checked, type Remembered } from "./model/remembered";
import { type AddressState, addressOf, stateOf } from "./model/state";

export interface OpenedStateInput {
  address: AddressState;
  setAddress: (change: Partial<AddressState>) => void;
  remembered: Remembered;
  remember: (change: Partial<Remembered>) => void;
}

/**
 * What the page shows: what its address tells or, while that tells nothing yet, the view that was chosen to open first. The address takes
 * the view over as soon as the page stands, so that the first paint is in the view already.
 */
export function useOpenedState(
  place: Place,
  { address, setAddress, remembered, remember }: OpenedStateInput,
): { state: AddressState; remembered: Remembered } {
  const isBare = useSearchParams().size === 0;
  const [isNew, setNew] = useState(isBare);
  const { data } = useQuery(viewsQuery(api, place, "runs"));
  const view = isNew && isBare && data ? defaultView(data) : null;
  useEffect(() => {
    if (!isNew || !data) return;
    setNew(false);
    if (!view) return;
    const { widths } = checked(view.state);
    if (widths) remember({ widths });
    setAddress({ ...addressOf(view.state), view: view.id });
  }, [isNew, data, view, setAddress, remember]);
  return useMemo(() => {
    if (!view) return { state: address, remembered };
    const { widths } = checked(view.state);
    return { state: { ...stateOf(view.state), view: view.id }, remembered: widths ? { ...remembered, widths } : remembered };
  }, [view, address, remembered]);
}
