"use client";
import dynamic from "next/dynamic";
import { PanelsLoading } from "./panels-loading";

/** The panels without their code in the first load, for pages where something else is seen first. */
export const LazyChartPanels = dynamic(() => import("./chart-panels").then((module) => module.ChartPanels), {
  ssr: false,
  loading: PanelsLoading,
});
