"use client";
import type { NotificationSettings } from "@cairn/sdk/schema";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { fieldError, isFormError } from "@/lib/api/problem";
import { useUpdateSettings } from "./queries";

/** The address of the person's Slack webhook: entered once, never shown. */
export function SlackForm({ settings }: { settings: NotificationSettings }) {
  const [url, setUrl] = useState("");
  const update = useUpdateSettings({ isTold: false });
  const isConnected = settings.slack_connected;
  const error = fieldError(update.error, "slack_url");

  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      await update.mutateAsync({ slack_url: url.trim() });
      setUrl("");
      toast.success("Slack is connected.");
    } catch {
      // Told at the field.
    }
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field
        label="Incoming webhook"
        hint={isConnected ? "Connected. A new address takes the place of the one before." : "Made in Slack under Apps, Incoming Webhooks."}
        error={error}
      >
        {(control) => (
          <Input
            {...control}
            type="url"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
            placeholder="https://hooks.slack.com/services/…"
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      {isFormError(update.error, ["slack_url"]) ? <FormError error={update.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" pending={update.isPending} disabled={url.trim() === ""}>
          {isConnected ? "Replace address" : "Connect Slack"}
        </Button>
        {isConnected ? (
          <Button variant="ghost" disabled={update.isPending} onClick={() => update.mutate({ slack_url: null })}>
            Disconnect Slack
          </Button>
        ) : null}
      </div>
    </form>
  );
}
