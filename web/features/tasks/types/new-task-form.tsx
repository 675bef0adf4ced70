"use client";
import type { TaskParams, TaskType } from "@cairn/sdk/schema";
import { useMemo, useState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { DialogBody, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import type { Place } from "../../runs/queries";
import { snippetOf } from "../task/snippet";
import { useKnownTasks } from "../task/use-known-tasks";
import { typeName } from "../words";
import { fieldsOf, readField } from "./form-fields";
import { ParamInput } from "./param-input";

/** Asks for the parameters of a type and shows the code that makes the task: computing it is up to a program. */
export function NewTaskForm({ type, place }: { type: TaskType; place: Place }) {
  const fields = useMemo(() => fieldsOf(type.schema ?? {}), [type.schema]);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const params: { [name: string]: TaskParams } = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    try {
      const value = readField(field, texts[field.name] ?? field.first);
      if (value !== undefined) params[field.name] = value;
    } catch (error) {
      problems[field.name] = error instanceof Error ? error.message : String(error);
    }
  }
  const known = useKnownTasks(params, place, true);
  const isComplete = Object.keys(problems).length === 0;
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
              <ParamInput
                field={field}
                control={control}
                text={texts[field.name] ?? field.first}
                onText={(text) => setTexts({ ...texts, [field.name]: text })}
                onLeave={() => setTouched(new Set([...touched, field.name]))}
              />
            )}
          </Field>
        ))}
        {isComplete ? (
          <CodeBlock code={snippetOf({ name: type.name, module: type.module, params }, known.data)} label="program" />
        ) : (
          <p role="status" className="text-muted-foreground text-sm">
            The code appears when every field is right: {Object.keys(problems).join(", ")}.
          </p>
        )}
      </DialogBody>
    </DialogContent>
  );
}
