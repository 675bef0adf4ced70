import type { Metadata } from "next";
import { LogSearchPage } from "@/features/log-search/log-search-page";

export const metadata: Metadata = { title: "Search logs" };

export default function SearchLogs() {
  return <LogSearchPage />;
}
