"use client";
import type { RunDetail } from "@cairn/sdk/schema";
import { Pencil } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import type { Place } from "../runs/queries";
import { Markdown } from "./markdown";
import { useUpdateRun } from "./use-update-run";

/** What people write about a run, in Markdown, changed in place. */
export function NotesSection({ run, place, canEdit }: { run: RunDetail; place: Place; canEdit: boolean }) {
  const [draft, setDraft] = useState<string | null>(null);
  const update = useUpdateRun(place, run.id);

  async function save() {
    if (draft === null) return;
    try {
      await update.mutateAsync({ notes: draft });
      setDraft(null);
    } catch {
      // Told in a corner; the draft stays.
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) save();
    if (event.key === "Escape" && draft === run.notes) setDraft(null);
  }

  return (
    <Section
      title="Notes"
      actions={
        canEdit && draft === null ? (
          <Button size="sm" variant="ghost" onClick={() => setDraft(run.notes)}>
            <Pencil aria-hidden />
            {run.notes ? "Edit notes" : "Add notes"}
          </Button>
        ) : null
      }
    >
      {draft !== null ? (
        <div className="flex flex-col gap-2">
          <textarea
            aria-label="Notes in Markdown"
            // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
            autoFocus
            className="min-h-40 w-full max-w-[88ch] rounded-md border border-input bg-background p-2.5 font-mono text-xs leading-5 max-md:text-lg"
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <div className="flex items-center gap-2">
            <Button size="sm" variant="primary" pending={update.isPending} onClick={save}>
              Save notes
            </Button>
            <Button size="sm" variant="ghost" onClick={() => setDraft(null)}>
              Discard
            </Button>
            <span className="text-muted-foreground text-xs">Markdown</span>
          </div>
        </div>
      ) : run.notes ? (
        <Markdown text={run.notes} />
      ) : (
        <p className="text-muted-foreground text-sm">Nothing was written yet.</p>
      )}
    </Section>
  );
}
