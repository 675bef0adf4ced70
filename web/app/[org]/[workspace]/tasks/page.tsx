import type { Metadata } from "next";
import { ExplorerPage } from "@/features/tasks/explorer/explorer-page";

export const metadata: Metadata = { title: "Tasks" };

export default function Tasks() {
  return <ExplorerPage />;
}
