"use client";
import { usePathname, useRouter } from "next/navigation";
import { useEffect } from "react";

/** Replaces an id or an earlier slug in the address by the current slug, keeping the rest. `index` counts path segments from 0. */
export function CanonicalSlug({ index, asked, slug }: { index: 0 | 1; asked: string; slug: string }) {
  const router = useRouter();
  const pathname = usePathname();
  useEffect(() => {
    if (asked === slug) return;
    const segments = pathname.split("/");
    segments[index + 1] = slug;
    router.replace(segments.join("/") + window.location.search + window.location.hash);
  }, [asked, slug, index, pathname, router]);
  return null;
}
