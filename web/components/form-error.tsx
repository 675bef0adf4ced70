import { describeError } from "@/lib/api/problem";
import { Callout } from "./ui/callout";

/** An error that belongs to the form as a whole. */
export function FormError({ error }: { error: unknown }) {
  if (error == null) return null;
  const { detail, requestId } = describeError(error);
  return (
    <div role="alert">
      <Callout tone="destructive">
        {detail}
        {requestId ? <span className="block text-muted-foreground text-xs">Request {requestId}</span> : null}
      </Callout>
    </div>
  );
}
