"use client";
import type { AuditActionEntry } from "@cairn/sdk/schema";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { SheetContent } from "@/components/ui/sheet";

export interface ActionListProps {
  actions: readonly AuditActionEntry[];
  onPick: (action: string) => void;
}

/** Everything that the trail can tell of; a press on one shows what there is of it. */
export function ActionList({ actions, onPick }: ActionListProps) {
  const [word, setWord] = useState("");
  const shown = actions.filter(({ action, description }) => `${action} ${description}`.toLowerCase().includes(word.trim().toLowerCase()));
  return (
    <SheetContent title="Actions">
      <div className="border-b p-3">
        <Input
          type="search"
          aria-label="Search actions"
          placeholder="Search actions"
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
        />
      </div>
      <ul className="flex-1 overflow-y-auto p-2">
        {shown.map(({ action, description, outcomes, scope }) => (
          <li key={action}>
            <Button
              variant="ghost"
              className="h-auto w-full flex-col items-start gap-0 whitespace-normal py-1.5 text-left font-normal"
              onClick={() => onPick(action)}
            >
              <code className="text-xs">{action}</code>
              <span className="text-muted-foreground text-xs">
                {description}
                {scope === "workspace" ? ". In the trail of the workspace" : ""}
                {outcomes.includes("success") ? "" : `. Outcome: ${outcomes.join(", ")}`}
              </span>
            </Button>
          </li>
        ))}
        {shown.length === 0 ? <li className="p-2 text-muted-foreground text-sm">No action is called that.</li> : null}
      </ul>
    </SheetContent>
  );
}
