"use client";
import type { Webhook } from "@cairn/sdk/schema";
import { useMutation } from "@tanstack/react-query";
import { Eye, RefreshCw } from "lucide-react";
import { useState } from "react";
import { FormError } from "@/components/form-error";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Section } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { RelativeTime } from "@/components/ui/relative-time";
import { api } from "@/lib/api/browser";
import { optionsOf, type SettingsPlace } from "../organizations/settings-place";
import { SecretBox } from "./hook-created";
import { hooksOf } from "./queries";
import { RotateSecret } from "./rotate-secret";

export interface SecretSectionProps {
  place: SettingsPlace;
  hook: Webhook;
  /** null: hidden. */
  secret: string | null;
  onSecret: (secret: string | null) => void;
}

/** The secret of an endpoint: hidden until it is asked for, and the way to a new one. */
export function SecretSection({ place, hook, secret, onSecret }: SecretSectionProps) {
  const [rotating, setRotating] = useState(false);
  const reveal = useMutation({
    mutationFn: () => hooksOf(api, place).secret(hook.id, optionsOf(place)),
    onSuccess: (answer) => onSecret(answer.secret),
  });
  return (
    <Section
      title="Secret"
      description="Signs every request to this endpoint. That somebody looked at it is written into the audit trail."
      actions={
        <>
          {secret === null ? (
            <Button pending={reveal.isPending} onClick={() => reveal.mutate()}>
              {reveal.isPending ? null : <Eye aria-hidden />}
              Reveal secret
            </Button>
          ) : (
            <Button onClick={() => onSecret(null)}>Hide secret</Button>
          )}
          <Button onClick={() => setRotating(true)}>
            <RefreshCw aria-hidden />
            Rotate secret
          </Button>
        </>
      }
    >
      <FormError error={reveal.error} />
      {secret === null ? (
        <p className="rounded-md border bg-muted/60 p-3 font-mono text-muted-foreground text-xs">whsec_••••••••••••••••••••••••••••••••</p>
      ) : (
        <SecretBox secret={secret} />
      )}
      {hook.previous_secret_until ? (
        <Callout>
          The former secret signs too until it ends, <RelativeTime value={hook.previous_secret_until} />: receivers that still have it go on
          working.
        </Callout>
      ) : null}
      <Dialog open={rotating} onOpenChange={setRotating}>
        {rotating ? (
          <RotateSecret
            place={place}
            hook={hook}
            onDone={(next) => {
              if (next !== null) onSecret(next);
              setRotating(false);
            }}
          />
        ) : null}
      </Dialog>
    </Section>
  );
}
