"use client";
import type { EventType, Webhook } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { api } from "@/lib/api/browser";
import type { SettingsPlace } from "../organizations/settings-place";
import { AttemptView } from "./attempt-view";
import { catalogueQuery } from "./queries";
import { matches, offered } from "./types";
import { useHookActions } from "./use-hook-actions";

/** Sends the example of a type of event and shows at once how it went. */
export function SendTest({ place, hook, onDone }: { place: SettingsPlace; hook: Webhook; onDone: () => void }) {
  const catalogue = useQuery(catalogueQuery(api));
  const { test } = useHookActions(place, hook.id);
  const [type, setType] = useState<EventType>("webhook.tested");
  const all = offered(catalogue.data ?? []);
  const entry = all.find((each) => each.type === type);
  const options = [
    { value: "webhook.tested" as EventType, label: "webhook.tested" },
    ...all.filter((each) => each.type !== "webhook.tested").map((each) => ({ value: each.type, label: each.type as string })),
  ].sort((a, b) => Number(matches(hook.types, b.value)) - Number(matches(hook.types, a.value)));
  const result = test.data;
  const attempt = result?.history.at(-1);
  function submit(event: FormEvent) {
    event.preventDefault();
    test.mutate(type);
  }
  return (
    <DialogContent title="Send test event" description="The example of a type goes out once, marked as a test. It is not tried again.">
      <form onSubmit={submit} className="flex min-h-0 min-w-0 flex-col">
        <DialogBody className="min-w-0">
          <FormError error={test.error} />
          <Field label="Type of event" hint={entry?.description}>
            {(control) => <Select {...control} options={options} value={type} onValueChange={setType} autoFocus />}
          </Field>
          {attempt ? (
            <div role="status" className="min-w-0">
              <p className="mb-1.5 font-medium text-sm">{result?.status === "delivered" ? "It was delivered." : "It was not delivered."}</p>
              <ol className="rounded-md border">
                <AttemptView key={result?.id} attempt={attempt} isOpen />
              </ol>
            </div>
          ) : entry ? (
            <CodeBlock label="example" code={JSON.stringify(entry.example, null, 2)} />
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={onDone}>
            Close
          </Button>
          <Button type="submit" variant="primary" pending={test.isPending}>
            {result ? "Send again" : "Send test event"}
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  );
}
