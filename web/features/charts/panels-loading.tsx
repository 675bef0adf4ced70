import { Skeleton } from "@/components/ui/skeleton";

/** The shape of some panels while they are on their way. */
export function PanelsLoading() {
  return (
    <div role="status" aria-label="Loading metrics" className="delayed grid gap-3 md:grid-cols-2">
      {[0, 1, 2, 3].map((n) => (
        <Skeleton key={n} className="h-60" />
      ))}
    </div>
  );
}
