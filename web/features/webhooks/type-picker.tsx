"use client";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useId, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { describeError } from "@/lib/api/problem";
import { cn } from "@/lib/cn";
import { catalogueQuery } from "./queries";
import { groupTypes, matches, type NounGroup, offered, toggleNoun, toggleType } from "./types";

export interface TypePickerProps {
  value: string[];
  onChange: (value: string[]) => void;
  error?: string | undefined;
}

const ALL = "*";

/** Which events go to an endpoint: all, all of a noun, or single types of the catalogue, with a search over it. */
export function TypePicker({ value, onChange, error }: TypePickerProps) {
  const id = useId();
  const catalogue = useQuery(catalogueQuery(api));
  const [text, setText] = useState("");
  const isAll = value.includes(ALL);
  const radio = "size-4 accent-primary";
  const groups = groupTypes(offered(catalogue.data ?? []), text);
  return (
    <fieldset className="flex min-w-0 flex-col gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1.5 font-medium text-sm">Events</legend>
      <label className="flex items-center gap-2 text-sm" htmlFor={`${id}-all`}>
        <input id={`${id}-all`} type="radio" name={id} className={radio} checked={isAll} onChange={() => onChange([ALL])} />
        All events, also of types that are yet to come
      </label>
      <label className="flex items-center gap-2 text-sm" htmlFor={`${id}-some`}>
        <input id={`${id}-some`} type="radio" name={id} className={radio} checked={!isAll} onChange={() => isAll && onChange([])} />
        Only these
      </label>
      {isAll ? null : (
        <>
          <Chosen value={value} onChange={onChange} />
          <Input
            type="search"
            aria-label="Search types of events"
            placeholder="Search, e.g. finished"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <div className={cn("max-h-60 overflow-y-auto rounded-md border", error && "border-destructive")}>
            {catalogue.data ? (
              groups.map((group) => (
                <Noun
                  key={group.noun}
                  group={group}
                  all={offered(catalogue.data).filter(({ type }) => type.startsWith(`${group.noun}.`))}
                  {...{ id, value, onChange }}
                />
              ))
            ) : (
              <p className="p-3 text-muted-foreground text-sm">
                {catalogue.isError ? describeError(catalogue.error).detail : <Skeleton className="w-1/2" />}
              </p>
            )}
            {catalogue.data && groups.length === 0 ? <p className="p-3 text-muted-foreground text-sm">No type matches “{text}”.</p> : null}
          </div>
        </>
      )}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-destructive text-sm">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

/** What is ticked, each with a way to take it out: the list below shows only what matches the search. */
function Chosen({ value, onChange }: Pick<TypePickerProps, "value" | "onChange">) {
  if (value.length === 0) return null;
  return (
    <ul aria-label="Chosen events" className="flex flex-wrap gap-1">
      {value.map((pattern) => (
        <li key={pattern} className="inline-flex h-6 items-center gap-1 rounded-sm border bg-muted pr-0.5 pl-1.5 font-mono text-xs">
          {pattern}
          <button
            type="button"
            aria-label={`Leave out ${pattern}`}
            className="inline-flex size-5 items-center justify-center rounded-sm text-muted-foreground hover:bg-accent hover:text-foreground"
            onClick={() => onChange(value.filter((each) => each !== pattern))}
          >
            <X aria-hidden className="size-3" />
          </button>
        </li>
      ))}
    </ul>
  );
}

type NounProps = Pick<TypePickerProps, "value" | "onChange"> & { id: string; group: NounGroup; all: NounGroup["entries"] };

function Noun({ id, group: { noun, entries }, all, value, onChange }: NounProps) {
  const whole = `${noun}.*`;
  const some = all.some(({ type }) => value.includes(type));
  return (
    <div className="border-b last:border-0">
      <div className="sticky top-0 z-[1] flex items-center gap-2.5 bg-muted px-3 py-1.5">
        <Checkbox
          id={`${id}-${noun}`}
          checked={value.includes(whole) ? true : some ? "indeterminate" : false}
          onCheckedChange={() => onChange(toggleNoun(value, noun))}
        />
        <label htmlFor={`${id}-${noun}`} className="flex-1 text-sm">
          <span className="font-mono text-xs">{whole}</span> <span className="text-muted-foreground text-xs">all of these</span>
        </label>
      </div>
      <ul>
        {entries.map(({ type, description }) => (
          <li key={type} className="flex items-start gap-2.5 px-3 py-1.5 pl-6">
            <Checkbox
              id={`${id}-${type}`}
              className="mt-0.5"
              checked={matches(value, type)}
              onCheckedChange={() => onChange(toggleType(value, type, all))}
            />
            <label htmlFor={`${id}-${type}`} className="min-w-0 flex-1 text-sm">
              <span className="font-mono text-xs">{type}</span>
              <span className="block text-muted-foreground text-xs">{description}</span>
            </label>
          </li>
        ))}
      </ul>
    </div>
  );
}
