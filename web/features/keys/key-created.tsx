"use client";
import type { CreatedApiKey } from "@cairn/sdk/schema";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { useOrigin } from "@/lib/use-origin";
import { useShell } from "../shell/shell-context";

/** The key, this once, with the lines that put it to use. */
export function KeyCreated({ created, onDone }: { created: CreatedApiKey; onDone: () => void }) {
  const { organization, workspaces } = useShell();
  const origin = useOrigin();
  const workspace = workspaces.find(({ id }) => created.workspace_ids === null || created.workspace_ids.includes(id));
  const lines = [
    `export CAIRN_URL=${origin}`,
    `export CAIRN_TOKEN=${created.secret}`,
    `export CAIRN_ORG=${organization?.slug ?? ""}`,
    ...(workspace ? [`export CAIRN_WORKSPACE=${workspace.slug}`] : []),
  ];
  return (
    <DialogContent title={`Key ${created.name} created`} required>
      <DialogBody>
        <Callout tone="warning">Copy the key now. It is not shown again.</Callout>
        <div className="flex flex-col gap-2 rounded-md border bg-muted/60 p-3">
          <code className="break-all text-xs" data-testid="secret">
            {created.secret}
          </code>
          <CopyButton value={created.secret} label="key" withText variant="secondary" size="sm" className="self-start" />
        </div>
        <div className="flex flex-col gap-1.5">
          <p className="text-sm">For the SDK and the command line:</p>
          <CodeBlock code={lines.join("\n")} label="environment" />
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onDone}>
          I have copied it
        </Button>
      </DialogFooter>
    </DialogContent>
  );
}
