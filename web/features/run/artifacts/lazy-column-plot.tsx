"use client";
import dynamic from "next/dynamic";

/** The plot without its library in the first load. */
export const LazyColumnPlot = dynamic(() => import("./column-plot").then((module) => module.ColumnPlot), {
  ssr: false,
  loading: () => <div className="h-[260px]" />,
});
