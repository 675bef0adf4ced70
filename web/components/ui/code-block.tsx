import { cn } from "@/lib/cn";
import { CopyButton } from "./copy-button";

export interface CodeBlockProps {
  code: string;
  /** What the code is, for the frame's name and the copy button: "install command". */
  label: string;
  className?: string;
}

/** Code with a copy button; long lines scroll inside the frame. */
export function CodeBlock({ code, label, className }: CodeBlockProps) {
  return (
    <div className={cn("group relative min-w-0 rounded-md border bg-[color-mix(in_oklab,var(--muted)_60%,var(--card))]", className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-md py-2.5 pr-12 pl-3 -outline-offset-2">
        <pre className="w-max text-xs leading-5">
          <code>{code}</code>
        </pre>
      </section>
      {/* What scrolls goes under it, to the edge. */}
      <span className="absolute inset-y-px right-0 rounded-r-md bg-[color-mix(in_oklab,var(--muted)_60%,var(--card))] p-1">
        <CopyButton value={code} label={label} />
      </span>
    </div>
  );
}
