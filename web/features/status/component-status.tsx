import type { SystemStatus } from "@cairn/sdk/schema";
import { cn } from "@/lib/cn";
import { type DayMark, daysBefore } from "./days";

type Component = SystemStatus["components"][number];

const names: Record<Component["name"], { name: string; means: string }> = {
  database: { name: "Sign-in and organizations", means: "accounts, members, keys, settings" },
  storage: { name: "Files", means: "artifacts, media and older points and logs" },
  objects: { name: "Workspaces", means: "runs, metrics, logs and live pages" },
};

const colours: Record<DayMark["kind"], string> = {
  fine: "bg-status-success",
  some: "bg-status-stale",
  most: "bg-status-failed",
  none: "bg-border",
};

/** One part of the system: how it is, and a bar for each of the last 90 days. */
export function ComponentStatus({ component, today }: { component: Component; today: string }) {
  const { name, means } = names[component.name];
  const marks = daysBefore(today, component.days);
  const isUp = component.status === "operational";
  return (
    <li className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-medium text-sm">
          {name} <span className="font-normal text-muted-foreground">{means}</span>
        </h2>
        <span className={cn("text-sm", isUp ? "text-status-success" : "font-medium text-destructive")}>
          {isUp ? "Operational" : "Down"}
        </span>
      </div>
      <div aria-hidden className="flex h-8 gap-px sm:gap-0.5">
        {marks.map((mark) => (
          <span key={mark.date} title={mark.text} className={cn("min-w-0 flex-1 rounded-[1px]", colours[mark.kind])} />
        ))}
      </div>
      <div className="flex justify-between text-muted-foreground text-xs">
        <span>90 days ago</span>
        <span className="tabular">{uptimeText(component.uptime)}</span>
        <span>Today</span>
      </div>
      <ul className="sr-only">
        {marks
          .filter(({ kind }) => kind === "some" || kind === "most")
          .map(({ date, text }) => (
            <li key={date}>{text}</li>
          ))}
      </ul>
    </li>
  );
}

/** Rounded down: 99.999 % is not 100 %. */
const uptimeText = (uptime: number | null): string =>
  uptime === null ? "no checks yet" : `${(Math.floor(uptime * 10_000) / 100).toFixed(uptime === 1 ? 0 : 2)} % answered`;
