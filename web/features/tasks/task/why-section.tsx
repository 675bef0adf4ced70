"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { QueryView } from "@/components/query-view";
import { Section } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { taskQuery } from "../data/queries";
import { TaskList } from "../task-list";
import { DifferenceTable } from "./difference-table";

/** Why a task would be computed: what differs from the task of its type that is most like it and is there. */
export function WhySection({ task, place, hrefOf }: { task: TaskDetail; place: Place; hrefOf: (id: string) => string }) {
  const why = useQuery({
    queryKey: [...taskQuery(api, place, task.id).queryKey, "explain", task.result],
    queryFn: () => api.tasks.explain(task.id, place),
  });
  return (
    <Section title={task.result === "success" ? "Why it was computed" : "Why this would be computed"}>
      <QueryView query={why} what="explain the task" skeleton={<Skeleton className="w-2/3" />}>
        {({ summary, nearest, differences }) => (
          <div className="flex flex-col gap-3">
            <p className="max-w-[72ch] text-sm">{summary}</p>
            {nearest ? <TaskList label="Most alike" tasks={[{ ...nearest, status: nearest.result }]} hrefOf={hrefOf} empty="" /> : null}
            {differences.length > 0 ? (
              <DifferenceTable
                label="What differs from the task that is most alike"
                heads={["Most alike", "This task"]}
                differences={differences.map(({ path, old, new: now }) => ({ path, before: old, after: now }))}
                hrefOf={hrefOf}
              />
            ) : null}
          </div>
        )}
      </QueryView>
    </Section>
  );
}
