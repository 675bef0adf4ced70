import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

/** A dense table: 32 px rows, sticky header, scrolls sideways inside its own frame. */
export function Table({ className, label, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto rounded-md border bg-card -outline-offset-2">
      <table className={cn("w-full border-collapse text-sm", className)} {...props} />
    </section>
  );
}

export function TableHeader({ className, ...props }: ComponentProps<"thead">) {
  return <thead className={cn("sticky top-0 z-10 bg-muted text-muted-foreground", className)} {...props} />;
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
  return <tbody className={cn("[&_tr:last-child]:border-0", className)} {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("h-8 border-b transition-colors data-[selected=true]:bg-primary-soft", className)} {...props} />;
}

export function TableHead({ className, numeric = false, ...props }: ComponentProps<"th"> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      className={cn("h-8 whitespace-nowrap px-3 text-left font-medium text-xs", numeric && "text-right", className)}
      {...props}
    />
  );
}

export interface TableCellProps extends ComponentProps<"td"> {
  numeric?: boolean;
  /** Takes the room that is left; what does not fit is cut off by `truncate` inside. */
  grow?: boolean;
}

export function TableCell({ className, numeric = false, grow = false, ...props }: TableCellProps) {
  return (
    <td
      className={cn(
        "px-3 py-1.5 align-middle",
        numeric && "text-right font-mono text-xs tabular",
        grow && "w-full min-w-40 max-w-0",
        className,
      )}
      {...props}
    />
  );
}
