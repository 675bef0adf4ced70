"use client";
import { CodeBlock } from "@/components/ui/code-block";
import { useOrigin } from "@/lib/use-origin";

const sample = `import { build, task } from "@cairn/sdk/tasks";
import { z } from "zod";

const numbers = task("numbers", {
  params: z.object({ count: z.number() }),
  output: z.array(z.number()),
  run: ({ count }) => Array.from({ length: count }, (_, i) => i + 1),
});
const total = task("total", {
  params: z.object({ count: z.number() }),
  output: z.number(),
  run: async ({ count }) => (await numbers({ count })).reduce((sum, n) => sum + n, 0),
});

await build([total({ count: 100 })]);`;

/** The way from nothing to a first build, with this workspace's own names. */
export function FirstBuild({ org, workspace, title = "Make a first build" }: { org: string; workspace: string; title?: string }) {
  const origin = useOrigin();
  const steps = [
    { title: "Install the SDK", label: "install command", code: `npm install ${origin}/cairn-sdk.tgz zod` },
    {
      title: "Sign in and choose this workspace",
      label: "sign-in commands",
      code: `npx cairn login --host ${origin}\nnpx cairn org use ${org}\nnpx cairn workspace use ${workspace}`,
    },
    { title: "Save as pipeline.mjs and run it with node", label: "first build", code: sample },
  ];
  return (
    <section aria-labelledby="first-build" className="flex w-full max-w-2xl flex-col gap-6">
      <div>
        <h2 id="first-build" className="font-semibold text-base">
          {title}
        </h2>
        <p className="text-muted-foreground text-sm">
          A task is a typed function whose output is kept. A build computes those that are missing, and appears here the moment it starts.
        </p>
      </div>
      <ol className="flex flex-col gap-5">
        {steps.map((step, index) => (
          <li key={step.label} className="grid grid-cols-[24px_minmax(0,1fr)] gap-x-3 gap-y-2">
            <span aria-hidden className="flex size-6 items-center justify-center rounded-full border text-muted-foreground text-xs tabular">
              {index + 1}
            </span>
            <p className="self-center font-medium text-sm">{step.title}</p>
            <CodeBlock code={step.code} label={step.label} className="col-start-2" />
          </li>
        ))}
      </ol>
    </section>
  );
}
