"use client";
import type { Member } from "@cairn/sdk/schema";
import { Avatar } from "@/components/ui/avatar";
import { cn } from "@/lib/cn";

export interface MentionListProps {
  id: string;
  people: readonly Member[];
  chosen: number;
  onPick: (person: Member) => void;
}

export const optionId = (list: string, index: number) => `${list}-${index}`;

/** Members to mention, below the field in which the @ was written; the keys stay in the field. */
export function MentionList({ id, people, chosen, onPick }: MentionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Members to mention"
      className="absolute top-full left-0 z-30 mt-1 flex w-72 max-w-full flex-col rounded-md border bg-popover p-1 shadow-float"
    >
      {people.map((person, index) => (
        <div
          key={person.user_id}
          id={optionId(id, index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          // The field must not lose the focus to what is picked in its name.
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(person);
          }}
          className={cn(
            "flex min-h-8 min-w-0 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm",
            index === chosen && "bg-accent",
          )}
        >
          <Avatar name={person.name} />
          <span className="truncate">{person.name}</span>
          <span className="min-w-0 truncate text-muted-foreground text-xs">{person.email}</span>
        </div>
      ))}
    </div>
  );
}
