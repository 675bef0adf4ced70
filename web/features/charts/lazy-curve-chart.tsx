"use client";
import dynamic from "next/dynamic";

/** The chart without its library in the first load: it is drawn in the browser only. */
export const LazyCurveChart = dynamic(() => import("./curve-chart").then((module) => module.CurveChart), { ssr: false });
