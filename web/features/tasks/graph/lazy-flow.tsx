"use client";
import dynamic from "next/dynamic";

/** Graphs come with their library when they are needed; the server draws none. */
export const LazyFlow = dynamic(() => import("./flow-view").then((module) => module.FlowView), {
  ssr: false,
  loading: () => <div role="status" aria-label="Loading" className="delayed h-full w-full bg-muted/40" />,
});
