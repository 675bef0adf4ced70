import type { AuditOutcome } from "@cairn/sdk/schema";
import { Ban, CircleX } from "lucide-react";
import { Badge } from "@/components/ui/badge";

/** How an attempt ended; nothing for what succeeded, as most does. */
export function OutcomeBadge({ outcome }: { outcome: AuditOutcome }) {
  if (outcome === "success") return null;
  const Icon = outcome === "denied" ? Ban : CircleX;
  return (
    <Badge tone={outcome === "denied" ? "warning" : "destructive"}>
      <Icon aria-hidden />
      {outcome === "denied" ? "Denied" : "Failed"}
    </Badge>
  );
}
