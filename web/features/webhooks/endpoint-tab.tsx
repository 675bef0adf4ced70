"use client";
import type { Webhook } from "@cairn/sdk/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { ConfirmDialog } from "@/components/confirm-dialog";
import { DangerList, DangerRow } from "@/components/danger-row";
import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/card";
import { Dialog } from "@/components/ui/dialog";
import { IdChip } from "@/components/ui/id-chip";
import { RelativeTime } from "@/components/ui/relative-time";
import { api } from "@/lib/api/browser";
import { Facts } from "../device/facts";
import { optionsOf, type SettingsPlace } from "../organizations/settings-place";
import { useShell } from "../shell/shell-context";
import { EditEndpoint } from "./endpoint-form";
import { basePath, hooksKey, hooksOf } from "./queries";
import { useHookActions } from "./use-hook-actions";
import { formatNames, hookTitle } from "./words";

/** How an endpoint is set, and what takes it out of use. */
export function EndpointTab({ place, hook, mayWrite }: { place: SettingsPlace; hook: Webhook; mayWrite: boolean }) {
  const { workspaces } = useShell();
  const client = useQueryClient();
  const router = useRouter();
  const { update } = useHookActions(place, hook.id);
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const workspace = workspaces.find(({ id }) => id === hook.workspace_id)?.name ?? hook.workspace_id;

  async function remove() {
    await hooksOf(api, place).delete(hook.id, optionsOf(place));
    await client.invalidateQueries({ queryKey: [...hooksKey(place), "list"] });
    toast.success("The endpoint was deleted.");
    router.push(basePath(place));
  }

  const mono = (text: string) => <span className="break-all font-mono text-xs">{text}</span>;
  return (
    <div className="flex flex-col gap-6">
      <Section title="Settings" actions={mayWrite ? <Button onClick={() => setEditing(true)}>Edit endpoint</Button> : null}>
        <Facts
          facts={[
            ["URL", mono(hook.url)],
            ["Description", hook.description || "–"],
            ["Events of", hook.workspace_id === null ? "the whole organization" : workspace],
            ["Events", hook.types.includes("*") ? "All events" : mono(hook.types.join(", "))],
            ["Format", formatNames[hook.format]],
            ["Headers", hook.header_names.length > 0 ? mono(hook.header_names.join(", ")) : "none of your own"],
            ["Rate", hook.rate_limit === null ? "no cap" : `at most ${hook.rate_limit.toLocaleString("en")} a second`],
            ["Created", <RelativeTime key="created" value={hook.created_at} />],
            ["Changed", <RelativeTime key="changed" value={hook.updated_at} />],
            ["Id", <IdChip key="id" id={hook.id} label="endpoint id" />],
          ]}
        />
      </Section>
      {mayWrite ? (
        <Section title="Danger zone">
          <DangerList>
            <DangerRow
              title={hook.enabled ? "Disable the endpoint" : "Enable the endpoint"}
              action={
                <Button
                  variant={hook.enabled ? "destructive" : "secondary"}
                  pending={update.isPending}
                  onClick={() => update.mutate({ enabled: !hook.enabled })}
                >
                  {hook.enabled ? "Disable endpoint" : "Enable endpoint"}
                </Button>
              }
            >
              {hook.enabled ? "Nothing is sent until it is enabled. Events are held for 30 days." : "New events are sent at once."}
            </DangerRow>
            <DangerRow
              title="Delete the endpoint"
              action={
                <Button variant="destructive" onClick={() => setDeleting(true)}>
                  Delete endpoint
                </Button>
              }
            >
              Its secret and the log of its deliveries go with it.
            </DangerRow>
          </DangerList>
        </Section>
      ) : null}
      <Dialog open={editing} onOpenChange={setEditing}>
        {editing ? <EditEndpoint place={place} hook={hook} onDone={() => setEditing(false)} /> : null}
      </Dialog>
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete ${hookTitle(hook)}?`}
        confirmLabel="Delete endpoint"
        onConfirm={remove}
      >
        Nothing more is sent to <span className="break-all">{hook.url}</span>; what waits is dropped, and the log of its deliveries is lost
        for good.
      </ConfirmDialog>
    </div>
  );
}
