"use client";
import { type Node, printFilter, printValue } from "@cairn/sdk/filter";
import type { RunField } from "@cairn/sdk/schema";
import { ListFilter, X } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { Place } from "../runs/queries";
import { ChipEditor } from "./chip-editor";
import { chipOf, fieldName, joined, OPERATORS, partsOf } from "./conditions";

export interface FilterChipsProps {
  place: Place;
  fields: readonly RunField[];
  experiment: string | null;
  /** The filter as text; one that cannot be read has no chips. */
  value: string;
  onChange: (text: string) => void;
}

function readable(text: string): Node[] | null {
  try {
    return partsOf(text);
  } catch {
    return null;
  }
}

/** The conditions of a filter as chips: press one to change it, the cross to drop it. */
export function FilterChips({ place, fields, experiment, value, onChange }: FilterChipsProps) {
  const parts = readable(value);
  if (!parts) return null;
  const replace = (at: number, condition: string | null) => {
    const rest = condition === null ? [] : partsOf(condition);
    onChange(joined(parts.flatMap((part, i) => (i === at ? rest : [part]))));
  };
  return (
    <>
      {parts.map((part, at) => (
        <Chip
          key={`${at} ${printFilter(part)}`}
          part={part}
          place={place}
          fields={fields}
          experiment={experiment}
          onChange={(condition) => replace(at, condition)}
        />
      ))}
      <AddFilter
        place={place}
        fields={fields}
        experiment={experiment}
        onAdd={(condition) => onChange(joined([...parts, ...partsOf(condition)]))}
      />
    </>
  );
}

type ChipProps = Omit<FilterChipsProps, "value" | "onChange"> & { part: Node; onChange: (condition: string | null) => void };

function Chip({ part, place, fields, experiment, onChange }: ChipProps) {
  const [isOpen, setOpen] = useState(false);
  const chip = chipOf(part);
  const text = printFilter(part);
  const label = chip ? (
    <>
      <span className="truncate font-medium" dir="auto">
        {shortName(fieldName(chip.field))}
      </span>
      <span className="shrink-0 text-muted-foreground">{OPERATORS.find(({ value }) => value === chip.operator)?.label}</span>
      {chip.values.length > 0 ? (
        <span className="truncate" dir="auto">
          {chip.values.map((value) => (value.kind === "string" ? value.value : printValue(value))).join(", ")}
        </span>
      ) : null}
    </>
  ) : (
    <code className="truncate text-xs">{text}</code>
  );
  return (
    <span className="inline-flex h-7 max-w-80 items-center rounded-md border border-input bg-card text-sm max-md:h-9">
      {chip ? (
        <Popover open={isOpen} onOpenChange={setOpen}>
          <PopoverTrigger
            className="flex h-full min-w-0 items-center gap-1.5 rounded-l-md pr-1 pl-2 -outline-offset-2 hover:bg-accent"
            title={text}
          >
            {label}
          </PopoverTrigger>
          <PopoverContent aria-label={`Filter ${text}`}>
            <ChipEditor
              place={place}
              fields={fields}
              experiment={experiment}
              chip={chip}
              onDone={(condition) => {
                setOpen(false);
                onChange(condition);
              }}
            />
          </PopoverContent>
        </Popover>
      ) : (
        <span className="flex min-w-0 items-center pr-1 pl-2" title={`${text}: change it in the text`}>
          {label}
        </span>
      )}
      <button
        type="button"
        aria-label={`Remove filter ${text}`}
        onClick={() => onChange(null)}
        className="flex h-full w-6 shrink-0 items-center justify-center rounded-r-md text-muted-foreground -outline-offset-2 hover:bg-accent hover:text-foreground"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}

const shortName = (name: string): string => name.replace(/^(params|metrics|tags|summary)\./, "");

function AddFilter({ onAdd, ...rest }: Omit<FilterChipsProps, "value" | "onChange"> & { onAdd: (condition: string) => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover open={isOpen} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button size="sm" variant="ghost" className="text-muted-foreground max-md:h-9">
          <ListFilter aria-hidden />
          Add filter
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Add filter">
        <ChipEditor
          {...rest}
          chip={null}
          onDone={(condition) => {
            setOpen(false);
            onAdd(condition);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}
