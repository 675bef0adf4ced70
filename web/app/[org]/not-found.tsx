import { ProblemPage } from "@/features/shell/problem-page";

export default function NotFound() {
  return (
    <ProblemPage title="There is nothing here">
      The address may be mistyped, what it named may be deleted, or it is not shared with you.
    </ProblemPage>
  );
}
