"use client";
import { quoteText } from "@cairn/sdk/filter";
import type { Run } from "@cairn/sdk/schema";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Command, CommandEmpty, CommandInput, CommandItem, CommandList } from "@/components/ui/command";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { StatusBadge } from "@/components/ui/status-badge";
import { api } from "@/lib/api/browser";
import { type Place, runsKey } from "../runs/queries";

/** Runs offered at once. */
const OFFERED = 30;

export interface AddRunsProps {
  place: Place;
  taken: readonly string[];
  isFull: boolean;
  onAdd: (run: Run) => void;
}

/** Finds further runs by their names. */
export function AddRuns({ place, taken, isFull, onAdd }: AddRunsProps) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState("");
  const found = useQuery({
    queryKey: [...runsKey(place), "add", text],
    queryFn: ({ signal }) =>
      api.runs.search({ ...(text.trim() ? { filter: quoteText(text.trim()) } : {}), fields: [], limit: OFFERED }, { ...place, signal }),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const runs = (found.data?.items ?? []).filter(({ id }) => !taken.includes(id));
  return (
    <Popover open={isOpen} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button disabled={isFull}>
          <Plus aria-hidden />
          Add runs
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Add runs" align="end">
        <Command label="Add runs" shouldFilter={false}>
          <CommandInput placeholder="Name of a run" value={text} onValueChange={setText} autoFocus />
          <CommandList>
            <CommandEmpty>{found.isFetching ? "Searching" : "No run has that name."}</CommandEmpty>
            {runs.map((run) => (
              <CommandItem key={run.id} value={run.id} onSelect={() => onAdd(run)}>
                <StatusBadge status={run.status} compact />
                <span className="min-w-0 flex-1 truncate" dir="auto">
                  {run.name}
                </span>
                <span className="text-muted-foreground text-xs tabular">#{run.number}</span>
              </CommandItem>
            ))}
          </CommandList>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
