"use client";
import type { FieldControl } from "@/components/ui/field";
import { controlStyles, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { cn } from "@/lib/cn";
import type { FormField } from "./form-fields";

const PLACEHOLDERS: Partial<Record<FormField["kind"], string>> = { task: "Id of a task", date: "2026-11-28T09:30:00Z" };

interface ParamInputProps {
  field: FormField;
  control: FieldControl;
  text: string;
  onText: (text: string) => void;
  onLeave: () => void;
}

/** The control that a parameter of a kind is typed into. */
export function ParamInput({ field, control, text, onText, onLeave }: ParamInputProps) {
  switch (field.kind) {
    case "boolean":
      return (
        <Select
          {...control}
          value={text}
          options={[
            { value: "true", label: "true" },
            { value: "false", label: "false" },
          ]}
          onValueChange={onText}
        />
      );
    case "choice":
      return (
        <Select
          {...control}
          value={text}
          options={[
            { value: "", label: "Choose a value" },
            ...field.choices.map((choice) => ({ value: JSON.stringify(choice), label: String(choice) })),
          ]}
          onValueChange={onText}
          onBlur={onLeave}
        />
      );
    case "json":
      return (
        <textarea
          {...control}
          rows={3}
          placeholder='JSON, or the id of a task: {"$task": "…"}'
          spellCheck={false}
          className={cn(controlStyles, "px-2.5 py-1.5 font-mono text-xs")}
          value={text}
          onChange={({ target }) => onText(target.value)}
          onBlur={onLeave}
        />
      );
    default:
      return (
        <Input
          {...control}
          inputMode={field.kind === "number" || field.kind === "integer" || field.kind === "bigint" ? "decimal" : "text"}
          placeholder={PLACEHOLDERS[field.kind]}
          className={field.kind === "text" ? undefined : "font-mono"}
          value={text}
          onChange={({ target }) => onText(target.value)}
          onBlur={onLeave}
        />
      );
  }
}
