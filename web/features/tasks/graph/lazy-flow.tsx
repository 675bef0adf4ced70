"use client";
import dynamic from "next/dynamic";
import { useEffect } from "react";

/** Graphs come with their library when they are needed; the server draws none. */
export const LazyFlow = dynamic(() => import("./flow-view").then((module) => module.FlowView), {
  ssr: false,
  loading: () => <div role="status" aria-label="Loading" className="delayed h-full w-full bg-muted/40" />,
});

/** Fetches the library and starts the layout's worker while the graph itself is still on its way. */
export function usePreparedFlow(): void {
  useEffect(() => {
    void import("./flow-view");
    void import("./layout").then(({ prepare }) => prepare());
  }, []);
}
