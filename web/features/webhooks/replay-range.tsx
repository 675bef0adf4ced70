"use client";
import { type FormEvent, useState } from "react";
import { FormDialog } from "@/components/form-dialog";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { fieldError, isFormError } from "@/lib/api/problem";
import type { SettingsPlace } from "../organizations/settings-place";
import { useHookActions } from "./use-hook-actions";

const HOUR_MS = 3_600_000;
const OWN = "own";
const ranges = [
  { value: "1", label: "The last hour" },
  { value: "24", label: "The last day" },
  { value: "168", label: "The last 7 days" },
  { value: "720", label: "The last 30 days" },
  { value: OWN, label: "Since…" },
] as const;
type Range = (typeof ranges)[number]["value"];

const which = [
  { value: "failed", label: "Only failed and held ones" },
  { value: "all", label: "All, delivered ones too" },
] as const;

/** Has messages of a range of time sent again: after an outage, or when a receiver lost what it had. */
export function ReplayRange({ place, id, onDone }: { place: SettingsPlace; id: string; onDone: () => void }) {
  const { replayRange, countRange } = useHookActions(place, id);
  const [range, setRange] = useState<Range>("24");
  const [since, setSince] = useState("");
  const [status, setStatus] = useState<(typeof which)[number]["value"]>("failed");
  const [checked, setChecked] = useState(false);
  const own = new Date(since);
  const problem = range === OWN && Number.isNaN(own.getTime()) ? "Enter a date and a time." : undefined;
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (problem) return;
    const from = range === OWN ? own : new Date(Date.now() - Number(range) * HOUR_MS);
    // What comes after the question is not part of the answer.
    countRange.mutate({ since: from.toISOString(), until: new Date().toISOString(), status });
  }
  if (countRange.data && countRange.variables)
    return (
      <Question
        count={countRange.data.count}
        pending={replayRange.isPending}
        error={replayRange.error}
        onBack={() => countRange.reset()}
        onConfirm={() => replayRange.mutate(countRange.variables, { onSuccess: onDone })}
      />
    );
  return (
    <FormDialog
      title="Replay messages"
      description="They keep their ids, so a receiver that remembers ids takes none twice."
      submitLabel="Find messages"
      pending={countRange.isPending}
      error={isFormError(countRange.error, ["since"]) ? countRange.error : null}
      onSubmit={submit}
      onCancel={onDone}
    >
      <Field label="Events of" {...(range === OWN ? {} : { error: fieldError(countRange.error, "since") })}>
        {(control) => <Select {...control} options={ranges} value={range} onValueChange={setRange} autoFocus />}
      </Field>
      {range === OWN ? (
        <Field label="Since" hint="In your time zone." error={(checked ? problem : undefined) ?? fieldError(countRange.error, "since")}>
          {(control) => (
            <Input {...control} type="datetime-local" step={1} value={since} onChange={(event) => setSince(event.target.value)} />
          )}
        </Field>
      ) : null}
      <Field label="Which">{(control) => <Select {...control} options={which} value={status} onValueChange={setStatus} />}</Field>
    </FormDialog>
  );
}

interface QuestionProps {
  count: number;
  pending: boolean;
  error: unknown;
  onBack: () => void;
  onConfirm: () => void;
}

/** How many messages it is, before they are sent. */
function Question({ count, pending, error, onBack, onConfirm }: QuestionProps) {
  const words = count === 1 ? "1 message" : `${count.toLocaleString("en")} messages`;
  return (
    <DialogContent title="Replay messages" description={count === 0 ? "No message fits." : `${words} will be sent again.`}>
      {error ? (
        <DialogBody>
          <FormError error={error} />
        </DialogBody>
      ) : null}
      <DialogFooter>
        <Button variant="ghost" onClick={onBack}>
          Back
        </Button>
        {count > 0 ? (
          <Button variant="primary" pending={pending} onClick={onConfirm} autoFocus>
            Replay {words}
          </Button>
        ) : null}
      </DialogFooter>
    </DialogContent>
  );
}
