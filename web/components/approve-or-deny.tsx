import type { Decision } from "@cairn/sdk/schema";
import type { UseMutationResult } from "@tanstack/react-query";
import { FormError } from "./form-error";
import { Button } from "./ui/button";

/** Two answers of equal weight to a program that wants to sign in, under what approving means. Neither has the focus. */
export function ApproveOrDeny<T>({ decide }: { decide: UseMutationResult<T, Error, Decision["decision"]> }) {
  const answers = [
    { decision: "deny", label: "Deny" },
    { decision: "approve", label: "Approve" },
  ] as const;
  return (
    <>
      <p className="text-muted-foreground text-sm">
        Approve only if you started this sign-in yourself, just now. The program can then act in your name until you end it in your account.
      </p>
      <FormError error={decide.error} />
      <div className="grid grid-cols-2 gap-3">
        {answers.map(({ decision, label }) => (
          <Button
            key={decision}
            size="lg"
            onClick={() => decide.mutate(decision)}
            pending={decide.isPending && decide.variables === decision}
            disabled={decide.isPending}
          >
            {label}
          </Button>
        ))}
      </div>
    </>
  );
}
