"use client";
import { type Field, parseField } from "@cairn/sdk/filter";
import type { RunField } from "@cairn/sdk/schema";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import type { Place } from "../runs/queries";
import { type ChipValue, chipText, fieldName, OPERATORS, type Operator, operatorsFor } from "./conditions";
import { FieldPicker } from "./field-picker";
import { ValueInput } from "./value-input";

export interface ChipEditorProps {
  place: Place;
  fields: readonly RunField[];
  experiment: string | null;
  /** The chip that is edited; null for a new one. */
  chip: ChipValue | null;
  /** Told of the condition as text. */
  onDone: (condition: string) => void;
}

const FREE: ReadonlySet<Operator> = new Set(["contains", "not contains", "matches"]);
const VALUELESS: ReadonlySet<Operator> = new Set(["exists", "missing"]);

/** Makes one condition: first the field, then the operator and the value. */
export function ChipEditor({ place, fields, experiment, chip, onDone }: ChipEditorProps) {
  const [value, setValue] = useState<ChipValue | null>(chip);
  if (!value)
    return <FieldPicker fields={fields} placeholder="Filter by…" onPick={({ field }) => setValue(startOf(parseField(field), fields))} />;
  const name = fieldName(value.field);
  const types = typesOf(value.field, fields);
  const isMany = value.operator === "in" || value.operator === "not in";
  const needsValue = !VALUELESS.has(value.operator);
  const allowed = operatorsFor(value.field, types);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (value && (!needsValue || value.values.length > 0)) onDone(chipText(value));
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-2.5 p-3">
      <div className="flex min-w-0 items-center gap-2">
        <code className="min-w-0 flex-1 truncate text-xs" dir="auto">
          {name}
        </code>
        <Button size="sm" variant="ghost" onClick={() => setValue(null)}>
          Other field
        </Button>
      </div>
      <Select
        aria-label="Operator"
        value={value.operator}
        onValueChange={(operator) =>
          // A part of a value or a pattern is text; what it was before does not fit.
          setValue({ ...value, operator, values: FREE.has(operator) === FREE.has(value.operator) ? value.values : [] })
        }
        options={OPERATORS.filter((operator) => operator.value === value.operator || allowed.includes(operator.value))}
      />
      {needsValue ? (
        <ValueInput
          key={FREE.has(value.operator) ? "text" : isMany ? "many" : "one"}
          place={place}
          field={value.field}
          types={types}
          experiment={experiment}
          values={value.values}
          isMany={isMany}
          isFree={FREE.has(value.operator)}
          onChange={(values) => setValue({ ...value, values })}
        />
      ) : null}
      <Button type="submit" variant="primary" className="self-end" disabled={needsValue && value.values.length === 0}>
        {chip ? "Change filter" : "Add filter"}
      </Button>
    </form>
  );
}

function typesOf(field: Field, fields: readonly RunField[]): readonly string[] {
  const name = fieldName(field.kind === "metric" ? { ...field, stat: "last" } : field);
  return fields.find((one) => one.field === name)?.types ?? [];
}

function startOf(field: Field, fields: readonly RunField[]): ChipValue {
  const operators = operatorsFor(field, typesOf(field, fields));
  return { field, operator: field.kind === "metric" ? "<" : (operators[0] ?? "="), values: [] };
}
