"use client";
import type { TaskDetail, TaskExplanation, TaskParams } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { QueryView } from "@/components/query-view";
import { Section } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { taskQuery } from "../data/queries";
import { TaskList } from "../task-list";
import { type Difference, DifferenceTable } from "./difference-table";

const TASK = ".$task";
const asTask = (value: TaskParams | undefined) => (typeof value === "string" ? { $task: value } : value);

/** The server names what is inside of a task's reference; here the reference is one value. */
function asDifference({ path, old, new: now }: TaskExplanation["differences"][number]): Difference {
  if (!path.endsWith(TASK)) return { path, before: old, after: now };
  return { path: path.slice(0, -TASK.length), before: asTask(old), after: asTask(now) };
}

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
                differences={differences.map(asDifference)}
                hrefOf={hrefOf}
              />
            ) : null}
          </div>
        )}
      </QueryView>
    </Section>
  );
}
