import { cn } from "@/lib/cn";

/** A grey bar in the place of text that is on its way. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-3.5 rounded-sm bg-muted", className)} />;
}

/** The shape of a table while its rows load; shows after 150 ms. */
export function TableSkeleton({ rows = 5, columns = 4, label = "Loading" }: { rows?: number; columns?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="delayed overflow-hidden rounded-md border bg-card">
      <div className="h-8 border-b bg-muted" />
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-10 items-center gap-6 border-b px-3 last:border-0">
          {Array.from({ length: columns }, (_, column) => (
            <Skeleton key={column} className={column === 0 ? "w-1/3" : "w-1/6"} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** The shape of a settings page while it loads. */
export function FormSkeleton({ fields = 3 }: { fields?: number }) {
  return (
    <div role="status" aria-label="Loading" className="delayed flex flex-col gap-6">
      {Array.from({ length: fields }, (_, field) => (
        <div key={field} className="flex flex-col gap-2">
          <Skeleton className="w-28" />
          <Skeleton className="h-8 w-full max-w-md" />
        </div>
      ))}
    </div>
  );
}
