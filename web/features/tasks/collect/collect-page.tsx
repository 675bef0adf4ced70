"use client";
import type { CollectTasks, TasksCollected } from "@cairn/sdk/schema";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { FormError } from "@/components/form-error";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Section } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeBlock } from "@/components/ui/code-block";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { fieldError } from "@/lib/api/problem";
import { workspaceAllows } from "@/lib/permissions";
import { formatBytes } from "../../charts/bytes";
import { Page } from "../../shell/page";
import { useWorkspace } from "../../workspaces/workspace-scope";
import { tasksKey, taskUsageQuery } from "../data/queries";
import { TaskList } from "../task-list";
import { TasksTabs } from "../tasks-tabs";
import { type Choice, FIRST_CHOICE, RULES, rulesOf } from "./rules";

/** Tasks that a preview lists. */
const LISTED = 100;

const count = (tasks: number): string => (tasks === 1 ? "1 task" : `${tasks.toLocaleString("en")} tasks`);

/** Finds tasks that nobody needs any more, shows what would go, and moves it to the trash. */
export function CollectPage() {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const client = useQueryClient();
  const [choice, setChoice] = useState<Choice>(FIRST_CHOICE);
  const [isAsking, setAsking] = useState(false);
  const usage = useQuery(taskUsageQuery(api, place));
  const request = rulesOf(choice);
  const canWrite = workspaceAllows(workspace.role, "run.write");
  const preview = useMutation({ mutationFn: (body: CollectTasks) => api.tasks.collect(body, place) });
  const [done, setDone] = useState<TasksCollected | null>(null);
  const change = (patch: Partial<Choice>) => {
    setChoice({ ...choice, ...patch });
    preview.reset();
    setDone(null);
  };
  async function collect() {
    if (!request) return;
    const answer = await api.tasks.collect({ ...request, dry_run: false }, place);
    setDone(answer);
    preview.reset();
    toast.success(`${count(answer.tasks)} moved to the trash`);
    await client.invalidateQueries({ queryKey: tasksKey(place) });
  }
  const hrefOf = (id: string) => `/${org}/${workspace.slug}/tasks/${id}`;
  return (
    <Page title="Clean up tasks" crumbs={[{ label: "Tasks", href: `/${org}/${workspace.slug}/tasks` }]} fill>
      <TasksTabs />
      <div className="flex min-h-0 flex-1 flex-col gap-8 overflow-y-auto p-4 md:p-6">
        {canWrite ? (
          <Section
            title="Clean up"
            description="Choose which tasks may go and look at what that means. They are moved to the trash and can be restored for 30 days."
            className="w-full max-w-4xl"
          >
            <form
              className="flex flex-col gap-4"
              onSubmit={(event) => {
                event.preventDefault();
                setDone(null);
                if (request) preview.mutate(request);
              }}
            >
              <fieldset className="flex flex-col divide-y rounded-md border bg-card">
                <legend className="sr-only">Rules</legend>
                {RULES.map(({ key, label, description }) => (
                  <div key={key} className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
                    <Checkbox id={`rule-${key}`} checked={choice[key]} onCheckedChange={(checked) => change({ [key]: checked === true })} />
                    <label htmlFor={`rule-${key}`} className="min-w-0 flex-1 text-sm">
                      {label}
                      <span className="block text-muted-foreground text-xs">{description}</span>
                    </label>
                    {key === "older_than" ? (
                      <span className="flex items-center gap-2 text-sm">
                        <Input
                          type="number"
                          aria-label="Days"
                          min={0}
                          max={36_500}
                          className="w-24 text-right font-mono"
                          value={choice.days}
                          disabled={!choice.older_than}
                          onChange={({ target }) => change({ days: target.value })}
                        />
                        days
                      </span>
                    ) : null}
                  </div>
                ))}
              </fieldset>
              <div className="flex flex-wrap items-end gap-3">
                <Field label="Tasks that meet" className="w-48 max-sm:w-full">
                  {(control) => (
                    <Select
                      {...control}
                      value={choice.match}
                      options={[
                        { value: "all", label: "All chosen rules" },
                        { value: "any", label: "Any chosen rule" },
                      ]}
                      onValueChange={(match) => change({ match })}
                    />
                  )}
                </Field>
                <Field label="Namespace" optional className="w-64 max-sm:w-full" error={fieldError(preview.error, "namespace")}>
                  {(control) => (
                    <Input
                      {...control}
                      placeholder="All"
                      className="font-mono"
                      value={choice.namespace}
                      onChange={({ target }) => change({ namespace: target.value })}
                    />
                  )}
                </Field>
                <Button type="submit" variant="primary" pending={preview.isPending} disabled={request === null}>
                  Preview
                </Button>
              </div>
              <FormError error={fieldError(preview.error, "namespace") ? null : preview.error} />
            </form>
            {preview.data ? (
              <Preview collected={preview.data} hrefOf={hrefOf} onCollect={() => setAsking(true)} />
            ) : done ? (
              <Removed collected={done} />
            ) : null}
          </Section>
        ) : (
          <Callout className="max-w-4xl">
            Only those who may write in this workspace can clean up. What takes the room stands below.
          </Callout>
        )}
        <Section title="Room" description="Sizes of all outputs that there are, by namespace." className="w-full max-w-4xl">
          <QueryView query={usage} what="load the usage">
            {({ items, size_bytes }) =>
              items.length === 0 ? (
                <p className="text-muted-foreground text-sm">No task has an output yet.</p>
              ) : (
                <Table label="Room by namespace">
                  <TableHeader>
                    <tr>
                      <TableHead>Namespace</TableHead>
                      <TableHead numeric>Tasks</TableHead>
                      <TableHead numeric>Outputs</TableHead>
                      <TableHead numeric>Size</TableHead>
                    </tr>
                  </TableHeader>
                  <TableBody>
                    {items.map((item) => (
                      <TableRow key={item.namespace}>
                        <th scope="row" className="px-3 py-1.5 text-left font-normal">
                          {item.namespace || <span className="text-muted-foreground">none</span>}
                        </th>
                        <TableCell numeric>{item.tasks.toLocaleString("en")}</TableCell>
                        <TableCell numeric>{item.outputs.toLocaleString("en")}</TableCell>
                        <TableCell numeric>{formatBytes(item.size_bytes)}</TableCell>
                      </TableRow>
                    ))}
                    <TableRow className="font-medium">
                      <th scope="row" className="px-3 py-1.5 text-left font-medium" colSpan={3}>
                        Together
                      </th>
                      <TableCell numeric>{formatBytes(size_bytes)}</TableCell>
                    </TableRow>
                  </TableBody>
                </Table>
              )
            }
          </QueryView>
        </Section>
      </div>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={`Move ${count(preview.data?.tasks ?? 0)} to the trash?`}
        confirmLabel="Clean up"
        typed={workspace.slug}
        onConfirm={collect}
      >
        Builds compute them anew when they need them. They can be restored for 30 days, then they are gone for good. Outputs outside of
        Cairn stay where they are until you remove them.
      </ConfirmDialog>
    </Page>
  );
}

interface PreviewProps {
  collected: TasksCollected;
  hrefOf: (id: string) => string;
  onCollect: () => void;
}

function Preview({ collected, hrefOf, onCollect }: PreviewProps) {
  const { rules, tasks, size_bytes, items } = collected;
  const words = new Map(RULES.map(({ key, label }) => [key, label]));
  return (
    <div className="flex flex-col gap-4">
      <Table label="What the rules select">
        <TableHeader>
          <tr>
            <TableHead>Rule</TableHead>
            <TableHead numeric>Tasks</TableHead>
            <TableHead numeric>Size</TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {rules.map(({ rule, tasks: selected, size_bytes: size }) => (
            <TableRow key={rule}>
              <th scope="row" className="px-3 py-1.5 text-left font-normal">
                {words.get(rule)}
              </th>
              <TableCell numeric>{selected.toLocaleString("en")}</TableCell>
              <TableCell numeric>{formatBytes(size)}</TableCell>
            </TableRow>
          ))}
          <TableRow className="font-medium">
            <th scope="row" className="px-3 py-1.5 text-left font-medium">
              Would be moved to the trash
            </th>
            <TableCell numeric>{tasks.toLocaleString("en")}</TableCell>
            <TableCell numeric>{formatBytes(size_bytes)}</TableCell>
          </TableRow>
        </TableBody>
      </Table>
      <TaskList
        label="Tasks that would go"
        tasks={items.slice(0, LISTED).map((one) => ({ ...one, status: one.result }))}
        total={tasks}
        hrefOf={hrefOf}
        empty="The rules select nothing."
      />
      {tasks > 0 ? (
        <Button variant="destructive" className="self-start" onClick={onCollect}>
          Clean up {count(tasks)}…
        </Button>
      ) : null}
    </div>
  );
}

function Removed({ collected }: { collected: TasksCollected }) {
  const uris = collected.items.flatMap(({ uri }) => (uri ? [uri] : []));
  return (
    <div role="status" className="flex flex-col gap-3">
      <Callout>
        {count(collected.tasks)} with {formatBytes(collected.size_bytes)} moved to the trash.
        {collected.is_more ? " There are more: clean up again." : ""}
      </Callout>
      {uris.length > 0 ? (
        <>
          <p className="text-muted-foreground text-sm">
            Their outputs. Bytes that Cairn does not hold are yours to remove, once nobody wants to restore them:
          </p>
          <CodeBlock code={uris.slice(0, 1_000).join("\n")} label="paths of outputs" className="max-h-72 overflow-auto" />
        </>
      ) : null}
    </div>
  );
}
