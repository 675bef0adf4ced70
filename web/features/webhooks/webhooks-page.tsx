"use client";
import { useQuery } from "@tanstack/react-query";
import { BookOpen, Plus, Webhook as WebhookIcon } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { QueryView } from "@/components/query-view";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Dialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "@/components/ui/table";
import { api } from "@/lib/api/browser";
import { organizationAllows, workspaceAllows } from "@/lib/permissions";
import { SettingsFrame } from "../organizations/settings-frame";
import type { SettingsPlace } from "../organizations/settings-place";
import { useShell } from "../shell/shell-context";
import { CreateEndpoint } from "./endpoint-form";
import { HookRow } from "./hook-row";
import { hooksQuery } from "./queries";

/** Whether the person may change endpoints of a place. */
export function useMayWrite({ workspace }: SettingsPlace): boolean {
  const shell = useShell();
  return workspace === null
    ? organizationAllows(shell.organization?.role, "webhook.write")
    : workspaceAllows(shell.workspace?.role, "webhook.write");
}

/** Endpoints that events go to, how each is doing, and the way to a new one. */
export function WebhooksPage({ place }: { place: SettingsPlace }) {
  const hooks = useQuery(hooksQuery(api, place));
  const [creating, setCreating] = useState(false);
  const mayWrite = useMayWrite(place);
  const isOrganization = place.workspace === null;
  return (
    <SettingsFrame
      place={place}
      title="Webhooks"
      description={
        isOrganization
          ? "Cairn posts what happens in the organization and its workspaces to your endpoints: signed, and again until it arrives."
          : "Cairn posts what happens in this workspace to your endpoints: signed, and again until it arrives."
      }
      actions={
        <>
          <Button asChild variant="ghost" className="max-sm:px-2">
            <Link href={`/${place.organization}/settings/webhooks/event-types`}>
              <BookOpen aria-hidden />
              <span className="max-sm:sr-only">Event types</span>
            </Link>
          </Button>
          {mayWrite ? (
            <Button variant="primary" onClick={() => setCreating(true)}>
              <Plus aria-hidden />
              <span className="max-sm:sr-only">Create endpoint</span>
            </Button>
          ) : null}
        </>
      }
    >
      <QueryView query={hooks} what="load the endpoints">
        {(items) =>
          items.length === 0 ? (
            <Empty place={place} onCreate={mayWrite ? () => setCreating(true) : null} />
          ) : (
            <Table label="Webhook endpoints">
              <TableHeader>
                <TableRow>
                  <TableHead>Endpoint</TableHead>
                  <TableHead className="max-md:hidden">Events</TableHead>
                  <TableHead>State</TableHead>
                  <TableHead className="max-sm:hidden">Last message</TableHead>
                  <TableHead className="max-md:hidden" numeric>
                    <span title="Attempts to deliver that succeeded, by days in UTC">Success, 7 days</span>
                  </TableHead>
                </TableRow>
              </TableHeader>
              <TableBody>
                {items.map((hook) => (
                  <HookRow key={hook.id} place={place} hook={hook} />
                ))}
              </TableBody>
            </Table>
          )
        }
      </QueryView>
      <Dialog open={creating} onOpenChange={setCreating}>
        {creating ? <CreateEndpoint place={place} onDone={() => setCreating(false)} /> : null}
      </Dialog>
    </SettingsFrame>
  );
}

function Empty({ place, onCreate }: { place: SettingsPlace; onCreate: (() => void) | null }) {
  const { workspaces } = useShell();
  const workspace = place.workspace ?? workspaces[0]?.slug;
  return (
    <div className="flex flex-col gap-4">
      <EmptyState icon={WebhookIcon} title="No endpoints" actions={onCreate ? <Button onClick={onCreate}>Create endpoint</Button> : null}>
        An endpoint is an address of yours that hears of every event: when a run crashes, a member joins, a key is made.
      </EmptyState>
      {workspace ? (
        <div className="flex flex-col gap-1.5">
          <p className="text-muted-foreground text-sm">To try it without one, have events sent to a program on your own machine:</p>
          <CodeBlock
            label="listen command"
            code={`cairn webhook listen --org ${place.organization} --workspace ${workspace} --forward-to http://localhost:3000`}
          />
        </div>
      ) : null}
    </div>
  );
}
