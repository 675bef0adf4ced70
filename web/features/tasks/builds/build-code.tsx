"use client";
import type { BuildDetail } from "@cairn/sdk/schema";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { CodeSection } from "../../run/code-section";
import { EnvironmentSection } from "../../run/environment-section";

/** The commit of a build; pressed, it tells which code was run, how and where. */
export function BuildCode({ build: { name, commit, environment } }: { build: BuildDetail }) {
  const words = commit ? `Code and environment, ${commit.slice(0, 7)}` : "Code and environment";
  const shown = commit ? <code className="text-xs">{commit.slice(0, 7)}</code> : words;
  if (Object.keys(environment).length === 0) return commit ? <span title={commit}>{shown}</span> : null;
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button
          size="inline"
          variant="link"
          className="min-h-6 min-w-6"
          aria-label={words}
          title={commit ?? "Which code was run, how and where"}
        >
          {shown}
        </Button>
      </DialogTrigger>
      <DialogContent title="Code and environment" description={`Which code ${name} was run with, how and where.`}>
        <DialogBody className="flex flex-col gap-4 pb-6">
          <CodeSection environment={environment} />
          <EnvironmentSection environment={environment} />
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}
