"use client";
import type { EventTypeEntry } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { BookOpen } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { QueryView } from "@/components/query-view";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { api } from "@/lib/api/browser";
import { SettingsFrame } from "../organizations/settings-frame";
import { useShell } from "../shell/shell-context";
import { exampleBody } from "./example-body";
import { catalogueQuery } from "./queries";
import { groupTypes } from "./types";

const scopeWords: Record<EventTypeEntry["scope"], string> = {
  organization: "Organization",
  workspace: "Workspace",
  person: "Audit trail only",
};

/** Every type of event, what it tells, and what an endpoint gets of it. */
export function EventTypesPage({ org }: { org: string }) {
  const catalogue = useQuery(catalogueQuery(api));
  const [text, setText] = useQueryState("q", parseAsString.withDefault(""));
  return (
    <SettingsFrame
      below={{ label: "Webhooks", href: `/${org}/settings/webhooks` }}
      title="Event types"
      description="What Cairn tells of, by type. A type whose data changes in a way that breaks readers counts its version up."
    >
      <Input
        type="search"
        aria-label="Search types of events"
        placeholder="Search, e.g. finished"
        className="max-w-md"
        value={text}
        onChange={(event) => setText(event.target.value || null)}
      />
      <QueryView query={catalogue} what="load the event types">
        {(entries) => {
          const groups = groupTypes(entries, text);
          return groups.length === 0 ? (
            <EmptyState icon={BookOpen} title="Nothing matches" actions={<Button onClick={() => setText(null)}>Clear search</Button>} />
          ) : (
            groups.map(({ noun, entries: all }) => (
              <Section key={noun} title={<span className="font-mono text-sm">{noun}.*</span>}>
                <ul className="divide-y rounded-md border bg-card">
                  {all.map((entry) => (
                    <Entry key={entry.type} entry={entry} />
                  ))}
                </ul>
              </Section>
            ))
          );
        }}
      </QueryView>
    </SettingsFrame>
  );
}

function Entry({ entry }: { entry: EventTypeEntry }) {
  const { organization, workspace, me } = useShell();
  // Scores of types with an example and a schema each: only what is open is laid out.
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li id={entry.type}>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className="-outline-offset-2 flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-2 hover:bg-accent/60">
          <span className="font-mono text-xs">{entry.type}</span>
          <span className="min-w-48 flex-1 text-muted-foreground text-sm">{entry.description}</span>
          <Badge tone="outline">{scopeWords[entry.scope]}</Badge>
        </summary>
        {isOpen ? (
          <div className="flex flex-col gap-3 px-3 pt-2 pb-3">
            <div className="flex flex-col gap-1">
              <p className="font-medium text-xs">Example</p>
              <CodeBlock
                label={`example of ${entry.type}`}
                code={JSON.stringify(
                  exampleBody(entry, { organization: organization?.id ?? "", workspace: workspace?.id ?? "", actor: me.actor }),
                  null,
                  2,
                )}
              />
            </div>
            <div className="flex flex-col gap-1">
              <p className="font-medium text-xs">
                JSON schema of <code>data.data</code>, version {entry.version}
              </p>
              <CodeBlock label={`schema of ${entry.type}`} code={JSON.stringify(entry.schema, null, 2)} />
            </div>
          </div>
        ) : null}
      </details>
    </li>
  );
}
