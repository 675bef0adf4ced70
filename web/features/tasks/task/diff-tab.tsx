"use client";
import type { TaskDetail } from "@cairn/sdk/schema";
import { printTaskQuery } from "@cairn/sdk/tasks/query";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { api } from "@/lib/api/browser";
import type { Place } from "../../runs/queries";
import { taskQuery, tasksKey } from "../data/queries";
import { TaskList } from "../task-list";
import { shortId, titleOf, typeName } from "../words";
import { DifferenceTable } from "./difference-table";
import { paramsDiff } from "./params-diff";

export interface DiffTabProps {
  task: TaskDetail;
  place: Place;
  /** Id of the other task, or the start of it; null: none is chosen. */
  other: string | null;
  onOther: (id: string | null) => void;
  hrefOf: (id: string) => string;
}

/** What a task has not in common with another one. */
export function DiffTab({ task, place, other, onOther, hrefOf }: DiffTabProps) {
  const [draft, setDraft] = useState(other ?? "");
  const found = useQuery({ ...taskQuery(api, place, other ?? ""), enabled: other !== null });
  const q = printTaskQuery([{ field: "type", operator: "=", value: typeName(task) }]);
  const alike = useQuery({
    queryKey: [...tasksKey(place), "alike", q],
    queryFn: () => api.tasks.list({ q, limit: 20 }, place).page(),
    enabled: other === null,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    onOther(draft.trim() || null);
  }
  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <Field label="Other task" className="w-96 max-w-full">
          {(control) => (
            <Input
              {...control}
              placeholder="Its id, or the first 8 digits of it"
              className="font-mono"
              value={draft}
              minLength={8}
              maxLength={64}
              onChange={({ target }) => setDraft(target.value)}
            />
          )}
        </Field>
        <Button type="submit" disabled={draft.trim().length < 8}>
          Compare
        </Button>
        {other ? (
          <Button variant="ghost" onClick={() => onOther(null)}>
            Choose another
          </Button>
        ) : null}
      </form>
      {other === null ? (
        <QueryView query={alike} what="load tasks of this type">
          {({ items }) => (
            <TaskList
              label="Tasks of this type, newest first"
              tasks={items.filter(({ id }) => id !== task.id).map((one) => ({ ...one, status: one.result }))}
              hrefOf={hrefOf}
              onSelect={(id) => {
                setDraft(id);
                onOther(id);
              }}
              empty="There is no other task of this type. Any other can be named above."
            />
          )}
        </QueryView>
      ) : (
        <QueryView query={found} what="load the other task">
          {(one) => {
            const differences = [
              ...(["namespace", "name", "version"] as const).flatMap((path) =>
                task[path] === one[path] ? [] : [{ path, before: task[path], after: one[path] }],
              ),
              ...paramsDiff(task.params, one.params).map(({ path, a, b }) => ({ path: `params.${path}`, before: a, after: b })),
            ];
            const name = (which: TaskDetail) => `${titleOf(which)} ${shortId(which.id)}`;
            return differences.length === 0 ? (
              <EmptyState icon={ArrowLeftRight} title="It is the same task">
                Tasks with the same name, version and parameters are one.
              </EmptyState>
            ) : (
              <>
                <p className="text-sm">
                  {differences.length === 1 ? "One field differs" : `${differences.length.toLocaleString("en")} fields differ`} from{" "}
                  <Link href={hrefOf(one.id)} className="text-primary hover:underline">
                    {name(one)}
                  </Link>
                  .
                </p>
                <DifferenceTable
                  label="Differences"
                  heads={[`This task, ${shortId(task.id)}`, name(one)]}
                  differences={differences}
                  hrefOf={hrefOf}
                />
              </>
            );
          }}
        </QueryView>
      )}
    </div>
  );
}
