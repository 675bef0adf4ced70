"use client";
import { Pencil } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

export interface LabelEditorProps {
  label: string | null;
  canEdit: boolean;
  isPending: boolean;
  onChange: (label: string | null) => Promise<unknown>;
}

/** What people call a task; empty takes the label away. */
export function LabelEditor({ label, canEdit, isPending, onChange }: LabelEditorProps) {
  const [text, setText] = useState<string | null>(null);
  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await onChange(text?.trim() || null);
      setText(null);
    } catch {
      // Told in a corner; what was typed stays.
    }
  }
  if (text !== null)
    return (
      <form onSubmit={submit} className="flex items-center gap-1">
        <Input
          aria-label="Label"
          autoFocus
          maxLength={200}
          className="h-7 w-48"
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={({ key }) => key === "Escape" && setText(null)}
        />
        <Button type="submit" size="sm" pending={isPending}>
          Save
        </Button>
      </form>
    );
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <span className="truncate">{label ?? "–"}</span>
      {canEdit ? (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Edit label"
          className="text-muted-foreground"
          onClick={() => setText(label ?? "")}
        >
          <Pencil aria-hidden className="size-3.5!" />
        </Button>
      ) : null}
    </span>
  );
}
