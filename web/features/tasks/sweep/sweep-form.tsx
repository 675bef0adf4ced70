"use client";
import type { TaskParams } from "@cairn/sdk/schema";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { DialogBody, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/api/problem";
import { cn } from "@/lib/cn";
import type { Place } from "../../runs/queries";
import { useKnownTasks } from "../task/use-known-tasks";
import { readField } from "../types/form-fields";
import { ParamInput } from "../types/param-input";
import { typeName } from "../words";
import { type SweepField, sweepFieldsOf } from "./fields";
import { type Axis, countOf, sweepCode, withValue } from "./points";
import { SweepTasks } from "./sweep-tasks";
import { useSettled } from "./use-settled";
import { type SweepType, useSweepTasks } from "./use-sweep-tasks";
import { readValues, SWEEP_MAX } from "./values";

export interface SweepFormProps {
  type: SweepType;
  /** JSON schema of the parameters, where the manifest tells it. */
  schema: { readonly [member: string]: unknown } | null;
  /** Parameters of the task that the sweep goes out from. */
  params: TaskParams | null;
  place: Place;
  hrefOf: (id: string) => string;
}

/** Asked for once nobody has typed for so long. */
const SETTLED_MS = 300;
const HOW = "Values with commas between them";
const HOW_NUMBERS = `${HOW}, or ranges: 1..5, 0..1 by 0.25, 0.001..1 log 4`;

function howTo({ kind }: SweepField): string {
  if (kind === "json") return "A list in JSON, a value for each";
  return kind === "number" || kind === "integer" ? HOW_NUMBERS : HOW;
}

/** Asks which parameters take which values, tells what there is of the tasks that result, and shows the code that computes the rest. */
export function SweepForm({ type, schema, params, place, hrefOf }: SweepFormProps) {
  const fields = useMemo(() => sweepFieldsOf(schema, params), [schema, params]);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [varied, setVaried] = useState<readonly string[]>([]);
  const read = useMemo(() => readSweep(fields, params, texts, varied), [fields, params, texts, varied]);
  const { base, axes, problems } = read;
  const total = countOf(axes);
  const isTooMany = total > SWEEP_MAX;
  const isComplete = axes.length > 0 && Object.keys(problems).length === 0 && !isTooMany;
  const settled = useSettled(read, SETTLED_MS);
  const isSettled = settled === read;
  const tasks = useSweepTasks(type, settled.base, isComplete && isSettled ? settled.axes : null, place);
  const known = useKnownTasks(
    useMemo(() => [base, axes.flatMap(({ values }) => [...values])], [base, axes]),
    place,
    isComplete,
  );
  const code = isComplete ? sweepCode({ ...type, params: base }, axes, known.data) : null;

  return (
    <DialogContent
      title={`Sweep of ${typeName(type)}`}
      description="Vary parameters, see which tasks result and what there is of them. A program computes what is missing."
      className="max-w-3xl"
    >
      <DialogBody className="gap-6 pb-6">
        {fields.length === 0 ? <p className="text-muted-foreground text-sm">This type has no parameters that could vary.</p> : null}
        <fieldset className="flex flex-col gap-3">
          <legend className="sr-only">Parameters</legend>
          {fields.map((field) => {
            const isVaried = varied.includes(field.name);
            return (
              <Parameter
                key={field.name}
                field={field}
                isVaried={isVaried}
                text={texts[field.name] ?? field.first}
                error={problems[field.name]}
                onText={(text) => setTexts({ ...texts, [field.name]: text })}
                onVary={() => setVaried(isVaried ? varied.filter((name) => name !== field.name) : [...varied, field.name])}
              />
            );
          })}
        </fieldset>
        {axes.length === 0 && varied.length === 0 ? (
          fields.length > 0 ? (
            <p role="status" className="text-muted-foreground text-sm">
              Press “Vary” beside each parameter that is to take several values.
            </p>
          ) : null
        ) : isTooMany ? (
          <p role="alert" className="text-destructive text-sm">
            {total.toLocaleString("en")} tasks would result; {SWEEP_MAX.toLocaleString("en")} are the most that one sweep makes here.
          </p>
        ) : !isComplete ? (
          <p role="status" className="text-muted-foreground text-sm">
            The tasks appear when every parameter is right: {Object.keys(problems).join(", ")}.
          </p>
        ) : (
          <>
            {tasks.data && isSettled ? (
              <SweepTasks axes={axes} tasks={tasks.data} hrefOf={hrefOf} />
            ) : tasks.isError ? (
              <p role="alert" className="text-destructive text-sm">
                What there is of the tasks is not known. {describeError(tasks.error).detail}
              </p>
            ) : (
              <Skeleton className="h-24 w-full" />
            )}
            {params === null ? (
              <p className="text-muted-foreground text-sm">
                Ids are of these very values. A type that leaves a default out of its ids, or changes what it is given, makes others.
              </p>
            ) : null}
            {code ? (
              <section className="flex flex-col gap-2">
                <h3 className="font-medium text-sm">
                  Save as <code className="text-xs">sweep.ts</code>
                </h3>
                <CodeBlock code={code} label="sweep" />
                <p className="text-muted-foreground text-sm">
                  and build it; in a program of your own, <code className="text-xs">await build(tasks)</code> does the same.
                </p>
                <CodeBlock code="npx cairn build start sweep.ts" label="command" />
                {type.module ? null : (
                  <p className="text-muted-foreground text-sm">
                    Cairn does not know which module declares the type: set the path of the import. A manifest tells it.
                  </p>
                )}
              </section>
            ) : null}
          </>
        )}
      </DialogBody>
    </DialogContent>
  );
}

interface ParameterProps {
  field: SweepField;
  isVaried: boolean;
  text: string;
  error: string | undefined;
  onText: (text: string) => void;
  onVary: () => void;
}

function Parameter({ field, isVaried, text, error, onText, onVary }: ParameterProps) {
  return (
    <div className={cn("rounded-md border p-3", isVaried && "border-primary bg-primary-soft/40")}>
      <div className="flex items-start gap-3">
        <Field
          label={<code className="text-xs">{field.name}</code>}
          hint={isVaried ? howTo(field) : field.description}
          optional={!field.isRequired && !isVaried}
          error={error}
          className="min-w-0 flex-1"
        >
          {(control) =>
            isVaried ? (
              <Input
                {...control}
                className="font-mono"
                placeholder={field.choices.length > 0 ? field.choices.map(String).join(", ") : "a, b, c"}
                spellCheck={false}
                autoComplete="off"
                value={text}
                onChange={({ target }) => onText(target.value)}
              />
            ) : (
              <ParamInput field={field} control={control} text={text} onText={onText} onLeave={() => {}} />
            )
          }
        </Field>
        <Button
          size="sm"
          aria-pressed={isVaried}
          aria-label={`Vary ${field.name}`}
          className={cn("mt-5", isVaried && "border-primary bg-primary-soft")}
          onClick={onVary}
        >
          Vary
        </Button>
      </div>
    </div>
  );
}

interface Read {
  /** Parameters that stay as they are. */
  base: TaskParams;
  axes: Axis[];
  problems: Record<string, string>;
}

function readSweep(
  fields: readonly SweepField[],
  params: TaskParams | null,
  texts: Readonly<Record<string, string>>,
  varied: readonly string[],
): Read {
  let base: TaskParams = params ?? {};
  const axes: Axis[] = [];
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const text = texts[field.name] ?? field.first;
    try {
      if (varied.includes(field.name)) axes.push({ path: field.path, values: readValues(field, text) });
      else if (params === null || text !== field.first) {
        const value = readField(field, text);
        if (value !== undefined) base = withValue(base, field.path, value);
      }
    } catch (error) {
      problems[field.name] = error instanceof Error ? error.message : String(error);
    }
  }
  return { base, axes, problems };
}
