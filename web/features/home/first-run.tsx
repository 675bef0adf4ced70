"use client";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { organizationAllows } from "@/lib/permissions";
import { useOrigin } from "@/lib/use-origin";
import { useShell } from "../shell/shell-context";

const sample = `import { cairn } from "@cairn/sdk";

const run = await cairn.run({
  experiment: "first-experiment",
  params: { learning_rate: 0.01 },
});
for (let step = 0; step < 100; step++) {
  run.log({ loss: Math.exp(-step / 30) }, { step });
}
await run.finish();`;

export interface FirstRunProps {
  org: string;
  workspace: string;
}

/** The way from nothing to a first run, with this workspace's own names. */
export function FirstRun({ org, workspace }: FirstRunProps) {
  const origin = useOrigin();
  const { organization } = useShell();
  const steps = [
    { title: "Install the SDK", label: "install command", code: `npm install ${origin}/cairn-sdk.tgz` },
    {
      title: "Sign in and choose this workspace",
      label: "sign-in commands",
      code: `npx cairn login --host ${origin}\nnpx cairn org use ${org}\nnpx cairn workspace use ${workspace}`,
    },
    { title: "Save as first-run.mjs and run it with node", label: "first run", code: sample },
  ];
  return (
    <section aria-labelledby="first-run" className="flex w-full max-w-2xl flex-col gap-6">
      <div>
        <h2 id="first-run" className="font-semibold text-base">
          Log a first run
        </h2>
        <p className="text-muted-foreground text-sm">
          Runs of this workspace appear here the moment they start. Three steps from a terminal with Node 22 or newer:
        </p>
      </div>
      <ol className="flex flex-col gap-5">
        {steps.map(({ title, label, code }, index) => (
          <li key={label} className="grid grid-cols-[24px_minmax(0,1fr)] gap-x-3 gap-y-2">
            <span aria-hidden className="flex size-6 items-center justify-center rounded-full border text-muted-foreground text-xs tabular">
              {index + 1}
            </span>
            <p className="self-center font-medium text-sm">{title}</p>
            <CodeBlock code={code} label={label} className="col-start-2" />
          </li>
        ))}
      </ol>
      {organizationAllows(organization?.role, "key.manage") ? (
        <p className="text-muted-foreground text-sm">
          A server or a pipeline signs in with a key instead:{" "}
          <Button asChild variant="link" size="inline">
            <Link href={`/${org}/settings/keys`}>create one</Link>
          </Button>
          .
        </p>
      ) : null}
    </section>
  );
}
