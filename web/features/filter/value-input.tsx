"use client";
import { type Field, printValue, type Value } from "@cairn/sdk/filter";
import { type CellValue, VALUES_FEW } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import type { Place } from "../runs/queries";
import { fieldName, isTime, typedValue } from "./conditions";
import { valuesQuery } from "./queries";

export interface ValueInputProps {
  place: Place;
  field: Field;
  types: readonly string[];
  experiment: string | null;
  values: readonly Value[];
  /** Whether several values may be chosen. */
  isMany: boolean;
  /** Whether any text may be typed: a part of a value, or a pattern. */
  isFree: boolean;
  onChange: (values: Value[]) => void;
}

const shown = (value: Value): string => (value.kind === "string" ? value.value : printValue(value));

/** A value that runs have, as a value of the filter. */
function valueFrom(value: CellValue): Value | null {
  if (value === null) return null;
  if (typeof value === "boolean") return { kind: "boolean", value };
  return typeof value === "number" ? { kind: "number", value } : { kind: "string", value };
}

/** A choice where runs have few values, else a text with suggestions. */
export function ValueInput({ place, field, types, experiment, values, isMany, isFree, onChange }: ValueInputProps) {
  const id = useId();
  const isChoosable = field.kind !== "metric" && !isTime(field) && !isFree;
  const known = useQuery({ ...valuesQuery(api, place, isChoosable ? fieldName(field) : "", experiment), enabled: isChoosable });
  const options = (known.data?.items ?? []).flatMap(({ value, runs }) => {
    const one = valueFrom(value);
    return one ? [{ value: one, text: shown(one), runs }] : [];
  });
  const isFew = known.data?.is_complete === true && options.length > 0 && options.length <= VALUES_FEW;

  if (isFew && isMany) {
    const chosen = new Set(values.map(shown));
    return (
      <fieldset className="flex max-h-52 flex-col overflow-y-auto rounded-md border">
        <legend className="sr-only">Values</legend>
        {options.map(({ value, text, runs }) => (
          <label key={text} className="flex min-h-8 items-center gap-2 px-2 text-sm hover:bg-accent">
            <input
              type="checkbox"
              className="size-4 accent-primary"
              checked={chosen.has(text)}
              onChange={({ target }) => onChange(target.checked ? [...values, value] : values.filter((one) => shown(one) !== text))}
            />
            <span className="min-w-0 flex-1 truncate" dir="auto">
              {text}
            </span>
            <span className="text-muted-foreground text-xs tabular">{runs.toLocaleString("en")}</span>
          </label>
        ))}
      </fieldset>
    );
  }
  if (isFew) {
    const now = values[0] ? shown(values[0]) : "";
    return (
      <Select
        aria-label="Value"
        value={now}
        onValueChange={(text) => onChange(options.filter((option) => option.text === text).map((option) => option.value))}
        options={[
          ...(options.some(({ text }) => text === now) ? [] : [{ value: now, label: now || "Choose a value" }]),
          ...options.map(({ text, runs }) => ({ value: text, label: `${text} (${runs.toLocaleString("en")})` })),
        ]}
      />
    );
  }
  return (
    <>
      <Input
        aria-label={isMany ? "Values, separated by commas" : "Value"}
        list={options.length > 0 ? id : undefined}
        defaultValue={values.map(shown).join(", ")}
        placeholder={placeholderFor(field, isMany)}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        onChange={({ target }) => {
          const texts = isMany ? target.value.split(",").map((text) => text.trim()) : [target.value];
          onChange(
            texts
              .filter((text) => text !== "")
              .map((text): Value => (isFree ? { kind: "string", value: text } : typedValue(field, text, types))),
          );
        }}
      />
      {options.length > 0 ? (
        <datalist id={id}>
          {options.map(({ text }) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      ) : null}
    </>
  );
}

function placeholderFor(field: Field, isMany: boolean): string {
  if (isTime(field)) return "2026-11-21 or 2026-11-21T09:30";
  if (field.kind === "attribute" && field.name === "duration") return "90s, 2h30m, 7d";
  return isMany ? "one, two, three" : "value";
}
