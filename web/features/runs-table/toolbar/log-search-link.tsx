import { ScrollText } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import type { Place } from "../../runs/queries";

/** Leads to the search through the logs of the runs that the table shows. */
export function LogSearchLink({ place, filter, experiment }: { place: Place; filter: string; experiment: string | null }) {
  const query = new URLSearchParams({ ...(filter ? { q: filter } : {}), ...(experiment ? { experiment } : {}) }).toString();
  return (
    <Button asChild size="icon" className="max-md:size-10">
      <Link
        href={`/${place.organization}/${place.workspace}/logs${query ? `?${query}` : ""}`}
        aria-label="Search logs"
        title="Search logs"
        prefetch={false}
      >
        <ScrollText aria-hidden />
      </Link>
    </Button>
  );
}
