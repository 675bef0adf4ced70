"use client";
import type { TaskParams, TaskType } from "@cairn/sdk/schema";
import { Grid3x3 } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { DialogBody, DialogContent } from "@/components/ui/dialog";
import { Field, type FieldControl } from "@/components/ui/field";
import { controlStyles, Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { cn } from "@/lib/cn";
import type { Place } from "../../runs/queries";
import { snippetOf } from "../task/snippet";
import { useKnownTasks } from "../task/use-known-tasks";
import { typeName } from "../words";
import { canSweep, type FormField, fieldsOf, readField, readSweep } from "./form-fields";

/** Asks for the parameters of a type and shows the code that makes the task, or a sweep of tasks: computing them is up to a program. */
export function NewTaskForm({ type, place }: { type: TaskType; place: Place }) {
  const fields = useMemo(() => fieldsOf(type.schema ?? {}), [type.schema]);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [swept, setSwept] = useState<ReadonlySet<string>>(new Set());
  const params: { [name: string]: TaskParams } = {};
  const axes: { [name: string]: TaskParams[] } = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    try {
      const text = texts[field.name] ?? field.first;
      if (swept.has(field.name)) axes[field.name] = readSweep(field, text);
      else {
        const value = readField(field, text);
        if (value !== undefined) params[field.name] = value;
      }
    } catch (error) {
      problems[field.name] = error instanceof Error ? error.message : String(error);
    }
  }
  const known = useKnownTasks(params, place, true);
  const isComplete = Object.keys(problems).length === 0;
  const tasks = Object.values(axes).reduce((product, values) => product * values.length, 1);
  function sweep(field: FormField) {
    const { [field.name]: _, ...others } = texts;
    setTexts(others);
    setSwept(swept.has(field.name) ? new Set([...swept].filter((name) => name !== field.name)) : new Set([...swept, field.name]));
  }
  return (
    <DialogContent
      title={`New ${typeName(type)}`}
      description={type.doc ?? "The code below makes the task and computes what is missing of it."}
      className="max-w-2xl"
    >
      <DialogBody className="pb-6">
        {fields.length === 0 ? <p className="text-muted-foreground text-sm">This type has no parameters.</p> : null}
        {fields.map((field) => (
          <Field
            key={field.name}
            label={<code className="text-xs">{field.name}</code>}
            hint={field.description}
            optional={!field.isRequired}
            error={touched.has(field.name) ? problems[field.name] : undefined}
          >
            {(control) => (
              <div className="flex items-start gap-2">
                <div className="min-w-0 flex-1">
                  <ParamInput
                    field={field}
                    isSwept={swept.has(field.name)}
                    control={control}
                    text={texts[field.name] ?? field.first}
                    onText={(text) => setTexts({ ...texts, [field.name]: text })}
                    onLeave={() => setTouched(new Set([...touched, field.name]))}
                  />
                </div>
                {canSweep(field) ? (
                  <Button
                    size="icon"
                    variant="ghost"
                    aria-pressed={swept.has(field.name)}
                    aria-label={`Several values of ${field.name}`}
                    title="Several values: a task for each combination"
                    className={swept.has(field.name) ? "bg-accent" : "text-muted-foreground"}
                    onClick={() => sweep(field)}
                  >
                    <Grid3x3 aria-hidden />
                  </Button>
                ) : null}
              </div>
            )}
          </Field>
        ))}
        {isComplete ? (
          <>
            {swept.size > 0 ? (
              <p role="status" className="text-muted-foreground text-sm">
                {tasks.toLocaleString("en")} {tasks === 1 ? "task" : "tasks"}, one for each combination.
              </p>
            ) : null}
            <CodeBlock code={snippetOf({ name: type.name, module: type.module, params }, known.data, axes)} label="program" />
          </>
        ) : (
          <p role="status" className="text-muted-foreground text-sm">
            The code appears when every field is right: {Object.keys(problems).join(", ")}.
          </p>
        )}
      </DialogBody>
    </DialogContent>
  );
}

interface ParamInputProps {
  field: FormField;
  /** Whether several values are asked for. */
  isSwept: boolean;
  control: FieldControl;
  text: string;
  onText: (text: string) => void;
  onLeave: () => void;
}

function ParamInput({ field, isSwept, control, text, onText, onLeave }: ParamInputProps) {
  if (isSwept)
    return (
      <Input
        {...control}
        placeholder={field.kind === "choice" ? field.choices.join(", ") : "Values with commas between them"}
        className="font-mono"
        value={text}
        onChange={({ target }) => onText(target.value)}
        onBlur={onLeave}
      />
    );
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
          inputMode={field.kind === "text" || field.kind === "task" ? "text" : "decimal"}
          placeholder={field.kind === "task" ? "Id of a task" : undefined}
          className={field.kind === "text" ? undefined : "font-mono"}
          value={text}
          onChange={({ target }) => onText(target.value)}
          onBlur={onLeave}
        />
      );
  }
}
