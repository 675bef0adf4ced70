"use client";
import type { TaskType } from "@cairn/sdk/schema";
import { printTaskQuery } from "@cairn/sdk/tasks/query";
import { useQuery } from "@tanstack/react-query";
import { Boxes, FilePlus, Grid3x3, SearchX } from "lucide-react";
import Link from "next/link";
import { parseAsString, useQueryStates } from "nuqs";
import { useMemo, useRef, useState } from "react";
import { QueryView } from "@/components/query-view";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { SortableHead } from "@/components/ui/sortable-head";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { type Sorting, sortedBy } from "@/lib/sorting";
import { useRowKeys } from "@/lib/use-row-keys";
import { formatBytes } from "../../charts/bytes";
import { Page } from "../../shell/page";
import { useWorkspace } from "../../workspaces/workspace-scope";
import { CountBar } from "../count-bar";
import { taskTypesQuery } from "../data/queries";
import { SweepForm } from "../sweep/sweep-form";
import { TasksTabs } from "../tasks-tabs";
import { typeName } from "../words";
import { NewTaskForm } from "./new-task-form";
import { RESULT_ORDER, totalOf } from "./type-counts";

const parsers = { find: parseAsString.withDefault(""), new: parseAsString, sweep: parseAsString };

/** Address of the tasks of a type, or of those among them that are stale. */
export const tasksOfType = (base: string, type: Pick<TaskType, "namespace" | "name" | "version">, mark?: "stale"): string =>
  `${base}/tasks?q=${encodeURIComponent(
    printTaskQuery([
      { field: "type", operator: "=", value: typeName(type) },
      { field: "version", operator: "=", value: type.version },
      ...(mark ? [{ field: "is", operator: "=" as const, value: mark }] : []),
    ]),
  )}`;

const stateOf = ({ is_orphan, stale, base }: TaskType): string | null =>
  [is_orphan ? "orphan" : "", stale > 0 ? "stale" : "", base?.name ?? ""].filter(Boolean).join(" ") || null;

const VALUES = {
  type: typeName,
  version: ({ version }) => version || null,
  done: ({ counts }) => counts.success / Math.max(1, totalOf(counts)),
  tasks: ({ counts }) => totalOf(counts),
  size: ({ size_bytes }) => size_bytes,
  state: stateOf,
  used: ({ last_used_at }) => (last_used_at ? Date.parse(last_used_at) : null),
} as const satisfies Record<string, (type: TaskType) => string | number | null>;

/** Types of tasks: of the manifest, of stored tasks, or of both. */
export function TypesPage() {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const [state, setState] = useQueryStates(parsers);
  const types = useQuery(taskTypesQuery(api, place));
  const making = types.data?.items.find(({ id }) => String(id) === state.new);
  const swept = types.data?.items.find(({ id }) => String(id) === state.sweep);
  return (
    <Page title="Task types" crumbs={[{ label: "Tasks", href: `/${org}/${workspace.slug}/tasks` }]} fill>
      <TasksTabs />
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-4 md:p-6">
        <QueryView query={types} what="load the types">
          {({ items, declared_at, declared_by }) => {
            if (items.length === 0) return <NoTypes />;
            const wanted = state.find.trim().toLowerCase();
            const shown = items.filter((type) => typeName(type).toLowerCase().includes(wanted));
            return (
              <>
                <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
                  <Input
                    type="search"
                    aria-label="Search types"
                    placeholder="Search types"
                    className="w-64 max-sm:w-full"
                    value={state.find}
                    onChange={({ target }) => setState({ find: target.value })}
                  />
                  <span className="text-muted-foreground text-sm">
                    {declared_at ? (
                      <>
                        Declared by {declared_by?.name ?? "somebody"} <RelativeTime value={declared_at} />
                      </>
                    ) : (
                      <>
                        No manifest yet: <code className="text-xs">npx cairn task manifest</code> tells Cairn which types the code has
                      </>
                    )}
                  </span>
                </div>
                {shown.length === 0 ? (
                  <EmptyState
                    icon={SearchX}
                    title="No type has that name"
                    actions={<Button onClick={() => setState({ find: "" })}>Clear search</Button>}
                  />
                ) : (
                  <TypesTable
                    types={shown}
                    base={`/${org}/${workspace.slug}`}
                    onNew={(type) => setState({ new: String(type.id) })}
                    onSweep={(type) => setState({ sweep: String(type.id) })}
                  />
                )}
              </>
            );
          }}
        </QueryView>
      </div>
      <Dialog open={making !== undefined} onOpenChange={() => setState({ new: null })}>
        {making ? <NewTaskForm type={making} place={place} /> : null}
      </Dialog>
      <Dialog open={swept !== undefined} onOpenChange={() => setState({ sweep: null })}>
        {swept ? (
          <SweepForm
            type={swept}
            schema={swept.schema}
            params={null}
            place={place}
            hrefOf={(id) => `/${org}/${workspace.slug}/tasks/${id}`}
          />
        ) : null}
      </Dialog>
    </Page>
  );
}

interface TypesTableProps {
  types: readonly TaskType[];
  base: string;
  onNew: (type: TaskType) => void;
  onSweep: (type: TaskType) => void;
}

function TypesTable({ types, base, onNew, onSweep }: TypesTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [sorting, setSorting] = useState<Sorting<keyof typeof VALUES> | null>(null);
  const sorted = useMemo(() => (sorting ? sortedBy(types, VALUES[sorting.key], sorting.isDescending) : types), [types, sorting]);
  const sort = { sorting, onSort: setSorting };
  useRowKeys(body);
  return (
    <Table label="Task types">
      <TableHeader>
        <tr>
          <SortableHead {...sort} column="type" className="sticky left-0 z-20 bg-muted">
            Type
          </SortableHead>
          <SortableHead {...sort} column="version">
            Version
          </SortableHead>
          <SortableHead {...sort} column="done" startsDescending title="By the share that is there to load">
            Results
          </SortableHead>
          <SortableHead {...sort} column="tasks" startsDescending numeric>
            Tasks
          </SortableHead>
          <SortableHead {...sort} column="size" startsDescending numeric>
            Size
          </SortableHead>
          <SortableHead {...sort} column="state">
            State
          </SortableHead>
          <SortableHead {...sort} column="used" startsDescending>
            Last used
          </SortableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody ref={body}>
        {sorted.map((type) => (
          <TableRow key={type.id} className="hover:bg-accent">
            <th scope="row" className="sticky left-0 max-w-80 bg-card px-3 py-1.5 text-left font-normal">
              <Link
                href={tasksOfType(base, type)}
                data-row
                className="block truncate font-medium hover:underline"
                title={type.doc ?? typeName(type)}
              >
                {typeName(type)}
              </Link>
            </th>
            <TableCell>{type.version || "–"}</TableCell>
            <TableCell>
              <CountBar counts={type.counts} order={RESULT_ORDER} className="w-24" />
            </TableCell>
            <TableCell numeric>{totalOf(type.counts).toLocaleString("en")}</TableCell>
            <TableCell numeric>{formatBytes(type.size_bytes)}</TableCell>
            <TableCell>
              <span className="flex gap-1">
                {type.is_orphan ? (
                  <Badge tone="warning" title="The last manifest does not declare it any more">
                    orphan
                  </Badge>
                ) : null}
                {type.stale > 0 ? (
                  <Link href={tasksOfType(base, type, "stale")} title="Tasks whose schema is not the declared one" className="rounded-sm">
                    <Badge tone="warning">{type.stale.toLocaleString("en")} stale</Badge>
                  </Link>
                ) : null}
                {type.base ? (
                  <Badge tone="outline" title={`Stands in for ${typeName(type.base)}`}>
                    {type.base.name}
                  </Badge>
                ) : null}
              </span>
            </TableCell>
            <TableCell className="whitespace-nowrap text-muted-foreground">
              {type.last_used_at ? <RelativeTime value={type.last_used_at} /> : "never"}
            </TableCell>
            <TableCell className="py-0">
              {type.schema ? (
                <span className="flex justify-end">
                  <Button size="sm" variant="ghost" aria-label={`New task of ${typeName(type)}`} onClick={() => onNew(type)}>
                    <FilePlus aria-hidden />
                    New task
                  </Button>
                  <Button size="sm" variant="ghost" aria-label={`Sweep of ${typeName(type)}`} onClick={() => onSweep(type)}>
                    <Grid3x3 aria-hidden />
                    Sweep
                  </Button>
                </span>
              ) : null}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function NoTypes() {
  return (
    <EmptyState icon={Boxes} title="No task types">
      Types appear with their first tasks, or when a program tells Cairn which it has:
      <CodeBlock className="mt-3 text-left" label="manifest command" code="npx cairn task manifest ./tasks.ts" />
    </EmptyState>
  );
}
