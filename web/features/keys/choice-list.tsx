"use client";
import { useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/lib/cn";

export interface ChoiceListProps<Value extends string> {
  legend: string;
  allLabel: string;
  someLabel: string;
  options: readonly { value: Value; label: string; hint?: string }[];
  /** null: all. */
  value: Value[] | null;
  onChange: (value: Value[] | null) => void;
  error?: string | undefined;
}

/** All, or some of a list. */
export function ChoiceList<Value extends string>({ legend, allLabel, someLabel, options, value, onChange, error }: ChoiceListProps<Value>) {
  const id = useId();
  const radio = "size-4 accent-primary";
  return (
    <fieldset className="flex flex-col gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      <label className="flex items-center gap-2 text-sm" htmlFor={`${id}-all`}>
        <input id={`${id}-all`} type="radio" name={id} className={radio} checked={value === null} onChange={() => onChange(null)} />
        {allLabel}
      </label>
      <label className="flex items-center gap-2 text-sm" htmlFor={`${id}-some`}>
        <input id={`${id}-some`} type="radio" name={id} className={radio} checked={value !== null} onChange={() => onChange([])} />
        {someLabel}
      </label>
      {value === null ? null : (
        <ul className={cn("max-h-48 overflow-y-auto rounded-md border", error && "border-destructive")}>
          {options.map((option) => (
            <li key={option.value} className="flex items-start gap-2.5 border-b px-3 py-1.5 last:border-0">
              <Checkbox
                id={`${id}-${option.value}`}
                className="mt-0.5"
                checked={value.includes(option.value)}
                onCheckedChange={(checked) =>
                  onChange(checked === true ? [...value, option.value] : value.filter((chosen) => chosen !== option.value))
                }
              />
              <label htmlFor={`${id}-${option.value}`} className="min-w-0 flex-1 text-sm">
                <span className={option.hint ? "font-mono text-xs" : undefined}>{option.label}</span>
                {option.hint ? <span className="block text-muted-foreground text-xs">{option.hint}</span> : null}
              </label>
            </li>
          ))}
        </ul>
      )}
      {error ? (
        <p id={`${id}-error`} className="text-destructive text-sm">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
