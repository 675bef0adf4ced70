import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";

/** The shape of a page while the server prepares it; shows after 150 ms. */
export function PageLoading() {
  return (
    <>
      <div className="flex h-12 shrink-0 items-center border-b px-4 md:px-6">
        <Skeleton className="delayed w-40" />
      </div>
      <main id="main" className="flex flex-col gap-6 p-4 md:p-6">
        <Skeleton className="delayed h-6 w-48" />
        <TableSkeleton />
      </main>
    </>
  );
}
