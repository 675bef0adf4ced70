import type { Metadata } from "next";
import { ComparePage } from "@/features/compare/compare-page";

export const metadata: Metadata = { title: "Compare runs" };

export default function Compare() {
  return <ComparePage />;
}
