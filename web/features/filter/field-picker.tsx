"use client";
import type { RunField } from "@cairn/sdk/schema";
import { ChartLine, CircleDot, Sigma, SlidersHorizontal, Tag } from "lucide-react";
import { Command, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList } from "@/components/ui/command";

const groups = [
  { kind: "attribute", label: "Run", icon: CircleDot },
  { kind: "param", label: "Params", icon: SlidersHorizontal },
  { kind: "metric", label: "Metrics", icon: ChartLine },
  { kind: "tag", label: "Tags", icon: Tag },
  { kind: "summary", label: "Summary", icon: Sigma },
] as const;

/** Most fields listed of a kind; the search narrows them. */
const LISTED = 200;

/** What is asked for most comes first; ids, which nobody reads, last. */
const FIRST = ["status", "experiment", "group", "name", "created_by", "created_at", "duration"];
const rankOf = ({ field }: RunField): number => {
  const at = FIRST.indexOf(field);
  return at >= 0 ? at : FIRST.length + Number(/(^|_)id$/.test(field));
};

export interface FieldPickerProps {
  fields: readonly RunField[];
  placeholder: string;
  onPick: (field: RunField) => void;
  /** Kinds to choose from; left out: all. */
  kinds?: readonly RunField["kind"][];
}

/** Chooses one of the fields that runs have, by its name. */
export function FieldPicker({ fields, placeholder, onPick, kinds }: FieldPickerProps) {
  return (
    <Command label={placeholder}>
      <CommandInput placeholder={placeholder} autoFocus />
      <CommandList className="max-h-72">
        <CommandEmpty>No run has such a field.</CommandEmpty>
        {groups
          .filter(({ kind }) => !kinds || kinds.includes(kind))
          .map(({ kind, label, icon: Icon }) => {
            const items = fields.filter((field) => field.kind === kind).slice(0, LISTED);
            if (kind === "attribute") items.sort((a, b) => rankOf(a) - rankOf(b));
            return items.length === 0 ? null : (
              <CommandGroup key={kind} heading={label}>
                {items.map((field) => (
                  <CommandItem key={field.field} value={field.field} onSelect={() => onPick(field)}>
                    <Icon aria-hidden />
                    <span className="min-w-0 flex-1 truncate" dir="auto">
                      {kind === "attribute" ? field.field : field.field.slice(field.field.indexOf(".") + 1)}
                    </span>
                    {kind === "attribute" ? null : (
                      <span className="text-muted-foreground text-xs tabular">{field.runs.toLocaleString("en")}</span>
                    )}
                  </CommandItem>
                ))}
              </CommandGroup>
            );
          })}
      </CommandList>
    </Command>
  );
}
