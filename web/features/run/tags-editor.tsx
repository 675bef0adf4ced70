"use client";
import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

export interface TagsEditorProps {
  tags: Readonly<Record<string, string>>;
  canEdit: boolean;
  isPending: boolean;
  /** Adds a tag or drops one; what fails is told elsewhere, and the promise fails with it. */
  onChange: (change: { tags: Record<string, string> } | { remove_tags: string[] }) => Promise<unknown>;
}

/** Tags of a run or a task; those who may add and drop them one by one. */
export function TagsEditor({ tags: given, canEdit, isPending, onChange }: TagsEditorProps) {
  const [isAdding, setAdding] = useState(false);
  const [text, setText] = useState("");
  const tags = Object.entries(given);

  async function add(event: FormEvent) {
    event.preventDefault();
    const cut = text.search(/[=:]/);
    const [name, value] = cut < 0 ? [text, ""] : [text.slice(0, cut), text.slice(cut + 1)];
    if (!name.trim()) return;
    try {
      await onChange({ tags: { [name.trim()]: value.trim() } });
      setText("");
      setAdding(false);
    } catch {
      // Told in a corner; what was typed stays.
    }
  }

  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5">
      {tags.map(([name, value]) => (
        <Badge key={name} className="max-w-full" title={value ? `${name}: ${value}` : name}>
          <span className="truncate">{value ? `${name}: ${value}` : name}</span>
          {canEdit ? (
            <button
              type="button"
              className="-mr-1 inline-flex size-4 items-center justify-center rounded-sm hover:bg-accent hover:text-foreground"
              aria-label={`Remove tag ${name}`}
              onClick={() => void onChange({ remove_tags: [name] }).catch(() => {})}
            >
              <X aria-hidden />
            </button>
          ) : null}
        </Badge>
      ))}
      {isAdding ? (
        <form onSubmit={add} className="flex items-center gap-1">
          <Input
            aria-label="Tag as name or name: value"
            placeholder="name: value"
            autoFocus
            className="h-6 w-40 text-xs"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => event.key === "Escape" && setAdding(false)}
          />
          <Button type="submit" size="sm" className="h-6" pending={isPending}>
            Add
          </Button>
        </form>
      ) : canEdit ? (
        <Button variant="ghost" className="h-5 px-1.5 text-muted-foreground text-xs [&_svg]:size-3" onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          Add tag
        </Button>
      ) : tags.length === 0 ? (
        <span className="text-muted-foreground text-sm">–</span>
      ) : null}
    </div>
  );
}
