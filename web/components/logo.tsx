import { cn } from "@/lib/cn";

/** The mark: stones, one on the other. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={cn("size-6 text-primary", className)} fill="currentColor">
      <rect x="2" y="16.2" width="20" height="4.8" rx="2.4" />
      <rect x="5" y="9.8" width="14" height="4.6" rx="2.3" opacity="0.78" />
      <rect x="8" y="3.6" width="7.6" height="4.4" rx="2.2" opacity="0.56" />
    </svg>
  );
}
