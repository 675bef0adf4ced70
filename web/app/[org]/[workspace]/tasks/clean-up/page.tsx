import type { Metadata } from "next";
import { CollectPage } from "@/features/tasks/collect/collect-page";

export const metadata: Metadata = { title: "Clean up tasks" };

export default function CleanUp() {
  return <CollectPage />;
}
