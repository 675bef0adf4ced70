"use client";
import { useQuery } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import { membersQuery } from "../members/queries";
import { LiveBadge } from "../runs/live-badge";
import { Page } from "../shell/page";
import { catalogueQuery } from "../webhooks/queries";
import { groupTypes } from "../webhooks/types";
import { useWorkspace } from "../workspaces/workspace-scope";
import { Feed } from "./feed";
import { useFeed } from "./use-feed";

const parsers = { type: parseAsString.withDefault(""), actor: parseAsString.withDefault("") };

/** What happens in a workspace, in words and as it happens. */
export function ActivityPage() {
  const { org: organization, workspace } = useWorkspace();
  const place = { organization, workspace: workspace.slug };
  const [{ type, actor }, set] = useQueryStates(parsers);
  const feed = useFeed(place, { ...(type ? { type } : {}), ...(actor ? { actor } : {}) });
  const isFiltered = type !== "" || actor !== "";
  return (
    <Page title="Activity" actions={<LiveBadge state={feed.live} />}>
      <div className="flex max-w-4xl min-w-0 flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <TypeSelect value={type} onChange={(next) => set({ type: next || null })} />
          <ActorSelect
            organization={organization}
            value={actor}
            seen={feed.events ?? []}
            onChange={(next) => set({ actor: next || null })}
          />
          {isFiltered ? (
            <Button variant="ghost" onClick={() => set({ type: null, actor: null })}>
              Clear filters
            </Button>
          ) : null}
        </div>
        <Feed place={place} feed={feed} icon={Activity} empty={isFiltered ? "Nothing matches" : "Nothing happened yet"}>
          {isFiltered
            ? "Change or clear the filters."
            : "Runs that start and end, files that are added, experiments and views that change: all of it appears here as it happens."}
        </Feed>
      </div>
    </Page>
  );
}

interface Choice {
  value: string;
  onChange: (value: string) => void;
}

function TypeSelect({ value, onChange }: Choice) {
  const catalogue = useQuery(catalogueQuery(api));
  const groups = groupTypes((catalogue.data ?? []).filter(({ scope }) => scope === "workspace"));
  const options = groups.flatMap(({ noun, entries }) => [
    { value: `${noun}.*`, label: `${noun}.* (all of these)` },
    ...entries.map((entry) => ({ value: entry.type as string, label: entry.type as string })),
  ]);
  const known = value === "" || options.some((option) => option.value === value);
  return (
    <Select
      aria-label="Filter by type of event"
      className="w-56 max-sm:w-full"
      options={[{ value: "", label: "Every type" }, ...options, ...(known ? [] : [{ value, label: value }])]}
      value={value}
      onValueChange={onChange}
    />
  );
}

type ActorSelectProps = Choice & { organization: string; seen: readonly { actor: { id: string; name: string; type: string } }[] };

/** Members, and whoever else did something that is shown: programs, people who left. */
function ActorSelect({ organization, seen, value, onChange }: ActorSelectProps) {
  const members = useQuery(membersQuery(api, organization));
  const names = new Map((members.data ?? []).map(({ user_id, name, email }) => [user_id as string, name || email]));
  for (const { actor } of seen) if (!names.has(actor.id)) names.set(actor.id, actor.type === "system" ? "Cairn" : actor.name);
  if (value && !names.has(value)) names.set(value, value);
  return (
    <Select
      aria-label="Filter by actor"
      className="w-56 max-sm:w-full"
      options={[{ value: "", label: "Anybody" }, ...[...names].map(([id, label]) => ({ value: id, label }))]}
      value={value}
      onValueChange={onChange}
    />
  );
}
