"use client";
import type { Webhook } from "@cairn/sdk/schema";
import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { PartTabs } from "@/components/part-tabs";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { TableSkeleton } from "@/components/ui/skeleton";
import { api } from "@/lib/api/browser";
import { SettingsFrame } from "../organizations/settings-frame";
import type { SettingsPlace } from "../organizations/settings-place";
import { DeliveriesTab } from "./deliveries-tab";
import { EndpointState } from "./endpoint-state";
import { EndpointTab } from "./endpoint-tab";
import { basePath, hookQuery } from "./queries";
import { SendTest } from "./send-test";
import { SignatureTab } from "./signature-tab";
import { useHookActions } from "./use-hook-actions";
import { useMayWrite } from "./webhooks-page";
import { disabledWords, hookTitle } from "./words";

const TABS = { deliveries: "Deliveries", signature: "Signature", settings: "Endpoint" } as const;
const TAB_NAMES = Object.keys(TABS) as (keyof typeof TABS)[];

/** An endpoint: what was delivered to it, how to check signatures, and its settings. */
export function WebhookPage({ place, id }: { place: SettingsPlace; id: string }) {
  const query = useQuery(hookQuery(api, place, id));
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TAB_NAMES).withDefault("deliveries"));
  const [testing, setTesting] = useState(false);
  const mayWrite = useMayWrite(place);
  const hook = query.data;
  return (
    <SettingsFrame
      place={place}
      below={{ label: "Webhooks", href: basePath(place) }}
      title={hook ? hookTitle(hook) : "Endpoint"}
      actions={
        hook && mayWrite ? (
          <Button variant="primary" onClick={() => setTesting(true)}>
            <Send aria-hidden />
            <span className="max-sm:sr-only">Send test event</span>
          </Button>
        ) : null
      }
    >
      {hook ? (
        <>
          <div className="-mt-4 flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
            <code className="min-w-0 break-all text-muted-foreground text-xs">{hook.url}</code>
            <EndpointState hook={hook} />
          </div>
          <DisabledNote place={place} hook={hook} mayWrite={mayWrite} />
          <PartTabs parts={TABS} part={tab} onPart={setTab} of="the endpoint" isInset>
            {tab === "deliveries" ? <DeliveriesTab place={place} hook={hook} mayWrite={mayWrite} onTest={() => setTesting(true)} /> : null}
            {tab === "signature" ? <SignatureTab place={place} hook={hook} mayWrite={mayWrite} /> : null}
            {tab === "settings" ? <EndpointTab place={place} hook={hook} mayWrite={mayWrite} /> : null}
          </PartTabs>
          <Dialog open={testing} onOpenChange={setTesting}>
            {testing ? <SendTest place={place} hook={hook} onDone={() => setTesting(false)} /> : null}
          </Dialog>
        </>
      ) : query.isError ? (
        <ErrorState error={query.error} what="load the endpoint" onRetry={() => query.refetch()} retrying={query.isFetching} />
      ) : (
        <TableSkeleton rows={8} />
      )}
    </SettingsFrame>
  );
}

/** Why nothing is delivered, and how that ends. */
function DisabledNote({ place, hook, mayWrite }: { place: SettingsPlace; hook: Webhook; mayWrite: boolean }) {
  const { update } = useHookActions(place, hook.id);
  if (!hook.disabled) return null;
  return (
    <Callout tone={hook.disabled.reason === "manual" ? "info" : "warning"}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="min-w-56 flex-1">
          Disabled <RelativeTime value={hook.disabled.at} />: {disabledWords[hook.disabled.reason]} Events that come meanwhile are held, and
          sent when you resume.
        </p>
        {mayWrite ? (
          <Button size="sm" pending={update.isPending} onClick={() => update.mutate({ enabled: true })}>
            Enable endpoint
          </Button>
        ) : null}
      </div>
    </Callout>
  );
}
