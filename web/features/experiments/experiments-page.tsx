"use client";
import type { Experiment } from "@cairn/sdk/schema";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, FlaskConical, Plus, SearchX } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { workspaceAllows } from "@/lib/permissions";
import { leaveWhenSignedOut } from "@/lib/query";
import { FirstRun } from "../home/first-run";
import { runsKey } from "../runs/queries";
import { useLive } from "../runs/use-live";
import { Page } from "../shell/page";
import { useWorkspace } from "../workspaces/workspace-scope";
import { type ExperimentFacts, ExperimentForm } from "./experiment-form";
import { ExperimentTable } from "./experiment-table";
import { experimentListQuery } from "./queries";

const parsers = {
  archived: parseAsStringLiteral(["no", "yes"] as const).withDefault("no"),
  namespace: parseAsString,
  find: parseAsString.withDefault(""),
};
/** At most one refetch in this time, however many runs start. */
const REFRESH_MS = 2_000;

/** The part of a name before its first slash; empty for a name without one. */
const namespaceOf = ({ name }: Experiment): string => (name.includes("/") ? name.slice(0, name.indexOf("/")) : "");

/** Experiments of a workspace. */
export function ExperimentsPage() {
  const { org, workspace } = useWorkspace();
  const place = useMemo(() => ({ organization: org, workspace: workspace.slug }), [org, workspace.slug]);
  const client = useQueryClient();
  const [state, setState] = useQueryStates(parsers);
  const experiments = useQuery(experimentListQuery(api, place, state.archived));
  const [editing, setEditing] = useState<Experiment | "new" | null>(null);
  const canWrite = workspaceAllows(workspace.role, "run.write");
  const refresh = () => client.invalidateQueries({ queryKey: runsKey(place) });
  const planned = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = () => {
    planned.current ??= setTimeout(() => {
      planned.current = undefined;
      void refresh();
    }, REFRESH_MS);
  };
  useLive({ ...place, onMessage: ({ kind }) => kind === "event" && later(), onReturn: later });

  async function save({ name, description, tags }: ExperimentFacts) {
    if (editing === "new" || editing === null) await api.experiments.create({ name, description, tags }, place);
    else {
      const removed = Object.keys(editing.tags).filter((key) => !(key in tags));
      await api.experiments.update(editing.id, { name, description, tags, remove_tags: removed }, place);
    }
    setEditing(null);
    await refresh();
  }
  async function setArchived(experiment: Experiment, archived: boolean, isUndo = false) {
    try {
      await api.experiments.update(experiment.id, { archived }, place);
      toast.success(`${experiment.name} ${archived ? "archived" : "taken out of the archive"}`, {
        duration: 8_000,
        ...(isUndo ? {} : { action: { label: "Undo", onClick: () => void setArchived(experiment, !archived, true) } }),
      });
    } catch (error) {
      leaveWhenSignedOut(error);
      const { title, detail } = describeError(error);
      toast.error(title, { description: detail });
    }
    await refresh();
  }

  return (
    <Page
      title="Experiments"
      heading={false}
      actions={
        canWrite ? (
          <Button variant="primary" onClick={() => setEditing("new")}>
            <Plus aria-hidden />
            <span className="max-sm:sr-only">Create experiment</span>
          </Button>
        ) : null
      }
    >
      <QueryView query={experiments} what="load the experiments">
        {(items) => {
          if (items.length === 0 && state.archived === "no" && !state.find) return <NoExperiments />;
          const namespaces = [...new Set(items.map(namespaceOf))].filter(Boolean).sort();
          const wanted = state.find.trim().toLowerCase();
          const shown = items.filter(
            (one) => one.name.toLowerCase().includes(wanted) && (state.namespace === null || namespaceOf(one) === state.namespace),
          );
          return (
            <div className="flex flex-col gap-3">
              <div className="flex flex-wrap items-center gap-2">
                <Input
                  type="search"
                  aria-label="Search experiments"
                  placeholder="Search experiments"
                  className="w-64 max-sm:w-full"
                  value={state.find}
                  onChange={({ target }) => setState({ find: target.value })}
                />
                {namespaces.length > 0 ? (
                  <Select
                    aria-label="Namespace"
                    className="w-48 max-sm:w-full"
                    value={state.namespace ?? "*"}
                    onValueChange={(namespace) => setState({ namespace: namespace === "*" ? null : namespace })}
                    options={[
                      { value: "*", label: "All namespaces" },
                      { value: "", label: "Without a namespace" },
                      ...namespaces.map((name) => ({ value: name, label: `${name}/` })),
                    ]}
                  />
                ) : null}
                <Select
                  aria-label="Archive"
                  className="w-40 max-sm:w-full"
                  value={state.archived}
                  onValueChange={(archived) => setState({ archived })}
                  options={[
                    { value: "no", label: "Active" },
                    { value: "yes", label: "Archived" },
                  ]}
                />
              </div>
              {shown.length === 0 ? (
                state.archived === "yes" && items.length === 0 ? (
                  <EmptyState icon={Archive} title="No archived experiments">
                    Archive experiments that are done with. Their runs stay where they are.
                  </EmptyState>
                ) : (
                  <EmptyState
                    icon={SearchX}
                    title="No experiment matches"
                    actions={<Button onClick={() => setState({ find: "", namespace: null })}>Clear search</Button>}
                  />
                )
              ) : (
                <ExperimentTable
                  experiments={shown}
                  hrefOf={({ name }) => `/${org}/${workspace.slug}/runs?experiment=${encodeURIComponent(name)}`}
                  pageOf={({ id }) => `/${org}/${workspace.slug}/experiments/${id}`}
                  onEdit={canWrite ? setEditing : null}
                  onArchive={canWrite ? (one) => void setArchived(one, one.archived_at === null) : null}
                />
              )}
            </div>
          );
        }}
      </QueryView>
      <Dialog open={editing !== null} onOpenChange={() => setEditing(null)}>
        {editing ? <ExperimentForm experiment={editing === "new" ? null : editing} onSubmit={save} /> : null}
      </Dialog>
    </Page>
  );
}

function NoExperiments() {
  const { org, workspace } = useWorkspace();
  return (
    <div className="flex flex-col gap-8">
      <EmptyState icon={FlaskConical} title="No experiments">
        An experiment holds the runs of one question. It comes to be with its first run, or is created here before.
      </EmptyState>
      <FirstRun org={org} workspace={workspace.slug} />
    </div>
  );
}
