"use client";
import type { TaskRef } from "@cairn/sdk/schema";
import Link from "next/link";
import { type Status, StatusBadge } from "@/components/ui/status-badge";
import { shortId, titleOf, typeName } from "./words";

export interface TaskListProps {
  /** What the list is, for its name. */
  label: string;
  tasks: readonly (Pick<TaskRef, "id" | "namespace" | "name" | "label"> & { status: Status })[];
  /** How many there are in all, where the list holds only some. */
  total?: number;
  hrefOf: (id: string) => string;
  /** Chooses a task in place of leading to its page. */
  onSelect?: (id: string) => void;
  empty: string;
}

/** Tasks by name, one a line. */
export function TaskList({ label, tasks, total = tasks.length, hrefOf, onSelect, empty }: TaskListProps) {
  return (
    <section aria-label={label} className="flex min-w-0 flex-col gap-1.5">
      <h2 className="font-medium text-muted-foreground text-xs">
        {label} <span className="font-normal tabular">{total.toLocaleString("en")}</span>
      </h2>
      {tasks.length === 0 ? (
        <p className="text-muted-foreground text-sm">{empty}</p>
      ) : (
        <ul className="max-h-72 divide-y overflow-y-auto rounded-md border bg-card">
          {tasks.map((task) => (
            <li key={task.id} className="flex min-h-8 min-w-0 items-center gap-2 px-2.5 text-sm">
              <StatusBadge status={task.status} compact />
              {onSelect ? (
                <button
                  type="button"
                  className="min-w-0 truncate text-left hover:underline"
                  onClick={() => onSelect(task.id)}
                  title={typeName(task)}
                >
                  {titleOf(task)}
                </button>
              ) : (
                <Link href={hrefOf(task.id)} className="min-w-0 truncate hover:underline" title={typeName(task)}>
                  {titleOf(task)}
                </Link>
              )}
              <span className="flex-1" />
              <code className="text-muted-foreground text-xs">{shortId(task.id)}</code>
            </li>
          ))}
        </ul>
      )}
      {total > tasks.length && tasks.length > 0 ? (
        <p className="text-muted-foreground text-xs">The first {tasks.length.toLocaleString("en")} are listed.</p>
      ) : null}
    </section>
  );
}
