"use client";
import type { AuditActionEntry, AuditOutcome } from "@cairn/sdk/schema";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import { type AuditState, OUTCOMES } from "./filter";

export interface AuditFiltersProps {
  state: AuditState;
  actors: readonly SelectOption[];
  actions: readonly AuditActionEntry[];
  onChange: (change: Partial<{ [K in keyof AuditState]: AuditState[K] | null }>) => void;
}

const outcomes: readonly SelectOption<AuditOutcome | "">[] = [
  { value: "", label: "Any outcome" },
  ...OUTCOMES.map((value) => ({ value, label: { success: "Succeeded", denied: "Denied", failed: "Failed" }[value] })),
];

/** What the trail is searched by: action, person, target, outcome and days. */
export function AuditFilters({ state, actors, actions, onChange }: AuditFiltersProps) {
  const isFiltered = Object.values(state).some(Boolean);
  const nouns = [...new Set(actions.map(({ action }) => `${action.split(".")[0]}.*`))];
  const text = (name: "action" | "target") => ({
    defaultValue: state[name],
    key: `${name} ${state[name]}`,
    onKeyDown: (event: React.KeyboardEvent<HTMLInputElement>) =>
      event.key === "Enter" && onChange({ [name]: event.currentTarget.value.trim() || null }),
    onBlur: (event: React.FocusEvent<HTMLInputElement>) => {
      const value = event.currentTarget.value.trim();
      if (value !== state[name]) onChange({ [name]: value || null });
    },
  });
  return (
    <search aria-label="Audit trail" className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center">
      <Input
        {...text("action")}
        type="search"
        aria-label="Filter by action"
        placeholder="Action, e.g. member.*"
        list="audit-actions"
        className="sm:w-48"
      />
      <datalist id="audit-actions">
        {[...nouns, ...actions.map(({ action }) => action)].map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      <Select
        aria-label="Filter by person"
        className="sm:w-40"
        options={actors}
        value={state.actor}
        onValueChange={(actor) => onChange({ actor: actor || null })}
      />
      <Input {...text("target")} type="search" aria-label="Filter by target" placeholder="Target id" className="sm:w-36" />
      <Select
        aria-label="Filter by outcome"
        className="sm:w-36"
        options={outcomes}
        value={state.outcome ?? ""}
        onValueChange={(outcome) => onChange({ outcome: outcome || null })}
      />
      <div className="contents sm:flex sm:gap-2">
        <Day label="From" value={state.from} max={state.to || undefined} onChange={(from) => onChange({ from })} />
        <Day label="To" value={state.to} min={state.from || undefined} onChange={(to) => onChange({ to })} />
      </div>
      {isFiltered ? (
        <Button variant="ghost" onClick={() => onChange({ action: null, actor: null, target: null, outcome: null, from: null, to: null })}>
          Clear filters
        </Button>
      ) : null}
    </search>
  );
}

interface DayProps {
  label: string;
  value: string;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string | null) => void;
}

function Day({ label, value, min, max, onChange }: DayProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2 text-muted-foreground text-sm max-sm:flex-col max-sm:items-start max-sm:gap-1">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        type="date"
        className="sm:w-36"
        value={value}
        min={min}
        max={max}
        onChange={(event) => onChange(event.currentTarget.value || null)}
      />
    </div>
  );
}
