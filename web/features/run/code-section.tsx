"use client";
import type { RunEnvironment } from "@cairn/sdk/schema";
import { ExternalLink } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogBody, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { DiffView } from "./diff-view";
import { Fact, Facts } from "./facts";
import { commitUrl, repositoryUrl } from "./git-links";

/** Which code ran: commit, branch, and what was changed since. */
export function CodeSection({ environment: { git, command } }: { environment: RunEnvironment }) {
  if (!git?.commit && !command) return null;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {git ? <GitFacts git={git} /> : <h2 className="font-medium text-muted-foreground text-xs">Code</h2>}
      {git?.diff ? (
        <Dialog>
          <DialogTrigger asChild>
            <Button size="sm" className="self-start">
              Show changes
            </Button>
          </DialogTrigger>
          <DialogContent
            title="Changes that were not committed"
            description={git.commit ? `On top of ${git.commit.slice(0, 10)}${git.branch ? ` of ${git.branch}` : ""}` : undefined}
            className="max-w-5xl"
          >
            <DialogBody>
              <DiffView diff={git.diff} />
            </DialogBody>
          </DialogContent>
        </Dialog>
      ) : git?.diff_left_out ? (
        <p className="text-muted-foreground text-xs">The changes were not stored: {git.diff_left_out}</p>
      ) : null}
      {command ? <CodeBlock label="command" code={command} /> : null}
    </div>
  );
}

function GitFacts({ git }: { git: NonNullable<RunEnvironment["git"]> }) {
  const link = commitUrl(git.remote, git.commit);
  const repository = repositoryUrl(git.remote);
  return (
    <Facts title="Code">
      {git.commit ? (
        <Fact name="Commit" isCode title={git.commit} action={<CopyButton value={git.commit} label="commit" className="size-6" />}>
          {link ? (
            <a href={link} target="_blank" rel="noreferrer noopener" className="inline-flex items-center gap-1 hover:underline">
              {git.commit.slice(0, 10)}
              <ExternalLink aria-hidden className="size-3" />
            </a>
          ) : (
            git.commit.slice(0, 10)
          )}
        </Fact>
      ) : null}
      {git.branch ? (
        <Fact name="Branch" isCode>
          {git.branch}
        </Fact>
      ) : null}
      {git.remote ? (
        <Fact name="Repository" title={git.remote}>
          {repository ? (
            <a href={repository} target="_blank" rel="noreferrer noopener" className="hover:underline">
              {repository.replace("https://", "")}
            </a>
          ) : (
            git.remote.replace(/\/\/[^@/]*@/, "//")
          )}
        </Fact>
      ) : null}
      <Fact name="State" title={git.diff_left_out}>
        {git.dirty ? <Badge tone="warning">Changes that were not committed</Badge> : git.dirty === false ? "As committed" : "Not known"}
      </Fact>
    </Facts>
  );
}
