import type { Webhook } from "@cairn/sdk/schema";
import { Badge } from "@/components/ui/badge";

/** Whether an endpoint gets events, and if not, whether somebody or Cairn switched it off. */
export function EndpointState({ hook }: { hook: Pick<Webhook, "enabled" | "disabled"> }) {
  if (hook.enabled) return <Badge tone="primary">Enabled</Badge>;
  return hook.disabled?.reason === "manual" ? <Badge>Disabled</Badge> : <Badge tone="destructive">Disabled by Cairn</Badge>;
}
