import type { Metadata } from "next";
import { ProblemPage } from "@/features/shell/problem-page";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <ProblemPage title="There is nothing here" whole>
      The address may be mistyped, what it named may be deleted, or it is not shared with you.
    </ProblemPage>
  );
}
