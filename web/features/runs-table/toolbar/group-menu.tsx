"use client";
import type { RunField } from "@cairn/sdk/schema";
import { Group, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Select } from "@/components/ui/select";
import { FieldPicker } from "../../filter/field-picker";
import { AGGREGATES, type Aggregate } from "../model/state";

/** Fields to group by at once. */
const GROUPED_BY_MAX = 4;

export interface GroupMenuProps {
  fields: readonly RunField[];
  by: readonly string[];
  aggregate: Aggregate;
  onChange: (change: { group?: string[]; agg?: Aggregate }) => void;
}

const KINDS = ["attribute", "param", "tag", "summary"] as const;

/** Groups the runs by the values of some fields, and says what their numbers come to. */
export function GroupMenu({ fields, by, aggregate, onChange }: GroupMenuProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover open={isOpen} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          aria-label={by.length > 0 ? `Grouped by ${by.join(", ")}` : "Group"}
          title="Group"
          className={by.length > 0 ? "border-primary/50 text-primary" : undefined}
        >
          <Group aria-hidden />
          <span className="max-w-40 truncate max-xl:sr-only">{by.length > 0 ? by.map(shortName).join(", ") : "Group"}</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Group runs" align="end">
        {by.length > 0 ? (
          <div className="flex flex-col gap-2 border-b p-3">
            <ul className="flex flex-wrap gap-1.5">
              {by.map((field) => (
                <li key={field} className="inline-flex h-7 max-w-full items-center rounded-md border border-input text-sm">
                  <span className="truncate px-2" dir="auto">
                    {shortName(field)}
                  </span>
                  <button
                    type="button"
                    aria-label={`Do not group by ${field}`}
                    className="flex h-full w-6 items-center justify-center text-muted-foreground hover:text-foreground"
                    onClick={() => onChange({ group: by.filter((one) => one !== field) })}
                  >
                    <X aria-hidden className="size-3.5" />
                  </button>
                </li>
              ))}
            </ul>
            <Select
              aria-label="Numbers of a group"
              value={aggregate}
              onValueChange={(agg) => onChange({ agg })}
              options={AGGREGATES.map((value) => ({ value, label: names[value] }))}
            />
          </div>
        ) : null}
        {by.length < GROUPED_BY_MAX ? (
          <FieldPicker
            fields={fields.filter(({ field }) => !by.includes(field))}
            kinds={KINDS}
            placeholder="Group by…"
            onPick={({ field }) => {
              setOpen(false);
              onChange({ group: [...by, field] });
            }}
          />
        ) : null}
      </PopoverContent>
    </Popover>
  );
}

const names: Record<Aggregate, string> = {
  mean: "Mean of the group",
  median: "Median of the group",
  min: "Lowest of the group",
  max: "Highest of the group",
  sum: "Sum of the group",
  std: "Standard deviation of the group",
};

const shortName = (field: string): string => field.replace(/^(params|tags|summary)\./, "");
