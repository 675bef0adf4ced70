"use client";
import dynamic from "next/dynamic";

/** The chart without its library in the first load: it is drawn in the browser only. */
export const LazyLineChart = dynamic(() => import("./line-chart").then((module) => module.LineChart), {
  ssr: false,
  loading: () => <div className="h-[180px]" />,
});
