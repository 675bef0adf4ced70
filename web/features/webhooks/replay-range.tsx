"use client";
import { type FormEvent, useState } from "react";
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
  const { replayRange } = useHookActions(place, id);
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
    replayRange.mutate({ since: from.toISOString(), status }, { onSuccess: onDone });
  }
  return (
    <DialogContent title="Replay messages" description="They keep their ids, so a receiver that remembers ids takes none twice.">
      <form onSubmit={submit} noValidate>
        <DialogBody>
          {isFormError(replayRange.error, ["since"]) ? <FormError error={replayRange.error} /> : null}
          <Field label="Events of" {...(range === OWN ? {} : { error: fieldError(replayRange.error, "since") })}>
            {(control) => <Select {...control} options={ranges} value={range} onValueChange={setRange} autoFocus />}
          </Field>
          {range === OWN ? (
            <Field
              label="Since"
              hint="In your time zone."
              error={(checked ? problem : undefined) ?? fieldError(replayRange.error, "since")}
            >
              {(control) => (
                <Input {...control} type="datetime-local" step={1} value={since} onChange={(event) => setSince(event.target.value)} />
              )}
            </Field>
          ) : null}
          <Field label="Which">{(control) => <Select {...control} options={which} value={status} onValueChange={setStatus} />}</Field>
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" pending={replayRange.isPending}>
            Replay messages
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
