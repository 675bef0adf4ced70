import type { Metadata } from "next";
import { TypeGraphPage } from "@/features/tasks/types/type-graph-page";

export const metadata: Metadata = { title: "Graph of everything" };

export default function TaskGraph() {
  return <TypeGraphPage />;
}
