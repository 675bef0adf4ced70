import type { OrganizationUsage, UsageLimit } from "@cairn/sdk/schema";
import { cn } from "@/lib/cn";
import { amountText, dayText, limitLabels, percentText } from "./words";

/** Part of a limit from which an organization is told. */
const NOTICE = 0.8;

/** How much of each limit of the plan is used. */
export function LimitBars({ limits }: Pick<OrganizationUsage, "limits">) {
  return (
    <ul className="flex flex-col gap-4 rounded-md border bg-card p-4">
      {limits.map((limit) => (
        <LimitBar key={limit.name} limit={limit} />
      ))}
    </ul>
  );
}

function LimitBar({ limit: { name, used, value, resets_at } }: { limit: UsageLimit }) {
  const part = used / value;
  const state = part >= 1 ? "full" : part >= NOTICE ? "near" : "fine";
  return (
    <li className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium text-sm">{limitLabels[name]}</span>
        <span className="text-sm tabular">
          {amountText(name, used)} <span className="text-muted-foreground">of {amountText(name, value)}</span>{" "}
          <span
            className={cn(
              "inline-block min-w-12 text-right",
              state === "full" ? "font-medium text-destructive" : state === "near" ? "font-medium text-warning" : "text-muted-foreground",
            )}
          >
            {percentText(used, value)}
          </span>
        </span>
      </div>
      <svg aria-hidden className="h-2.5 w-full" viewBox="0 0 100 10" preserveAspectRatio="none">
        <rect width="100" height="10" className="fill-muted" />
        <rect
          width={Math.min(100, part * 100)}
          height="10"
          className={state === "full" ? "fill-destructive" : state === "near" ? "fill-warning" : "fill-primary"}
        />
        <line x1="80" x2="80" y1="0" y2="10" vectorEffect="non-scaling-stroke" className="stroke-foreground/60" strokeWidth="1.5" />
      </svg>
      <p className="text-muted-foreground text-xs">
        {state === "full" ? "Used up: what adds to it is refused. Reading, changing and deleting go on. " : null}
        {resets_at ? `Starts anew on ${dayText(resets_at.slice(0, 10))}.` : null}
      </p>
    </li>
  );
}
