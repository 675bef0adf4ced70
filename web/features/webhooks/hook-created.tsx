"use client";
import type { CreatedWebhook } from "@cairn/sdk/schema";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import type { SettingsPlace } from "../organizations/settings-place";
import { basePath } from "./queries";

/** A secret to be copied. */
export function SecretBox({ secret }: { secret: string }) {
  return (
    <div className="flex flex-col gap-2 rounded-md border bg-muted/60 p-3">
      <code className="break-all text-xs" data-testid="secret">
        {secret}
      </code>
      <CopyButton value={secret} label="secret" withText variant="secondary" size="sm" className="self-start" />
    </div>
  );
}

/** The new endpoint's secret and where to go on. */
export function HookCreated({ place, created, onDone }: { place: SettingsPlace; created: CreatedWebhook; onDone: () => void }) {
  return (
    <DialogContent title="Endpoint created" required>
      <DialogBody>
        <Callout>
          Every request is signed with this secret. Whoever has it can sign in Cairn’s name: give it to the receiver alone. People who may
          change webhooks can reveal it again on the endpoint’s page, which is written down.
        </Callout>
        <SecretBox secret={created.secret} />
      </DialogBody>
      <DialogFooter>
        <Button variant="ghost" onClick={onDone}>
          Close
        </Button>
        <Button variant="primary" asChild>
          <Link href={`${basePath(place)}/${created.id}`}>Open the endpoint</Link>
        </Button>
      </DialogFooter>
    </DialogContent>
  );
}
