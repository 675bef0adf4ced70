"use client";
import { Tabs } from "radix-ui";
import type { ReactNode } from "react";

export const HOOK_TABS = ["deliveries", "signature", "settings"] as const;
export type HookTab = (typeof HOOK_TABS)[number];

const LABELS: Record<HookTab, string> = { deliveries: "Deliveries", signature: "Signature", settings: "Endpoint" };

/** The parts of an endpoint's page. */
export function HookTabs({ tab, onTab, children }: { tab: HookTab; onTab: (tab: HookTab) => void; children: ReactNode }) {
  return (
    <Tabs.Root value={tab} onValueChange={(next) => onTab(next as HookTab)} className="flex min-w-0 flex-col gap-4">
      <Tabs.List aria-label="Parts of the endpoint" className="flex shrink-0 gap-1 overflow-x-auto border-b">
        {HOOK_TABS.map((name) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="-mb-px -outline-offset-2 inline-flex h-9 shrink-0 items-center border-transparent border-b-2 px-2.5 text-muted-foreground text-sm hover:text-foreground data-[state=active]:border-primary data-[state=active]:font-medium data-[state=active]:text-foreground"
          >
            {LABELS[name]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value={tab} className="min-w-0 focus-visible:outline-none" tabIndex={-1}>
        {children}
      </Tabs.Content>
    </Tabs.Root>
  );
}
