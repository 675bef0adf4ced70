import type { Metadata } from "next";
import { TypesPage } from "@/features/tasks/types/types-page";

export const metadata: Metadata = { title: "Task types" };

export default function TaskTypes() {
  return <TypesPage />;
}
