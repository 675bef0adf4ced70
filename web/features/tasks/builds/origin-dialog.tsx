"use client";
import type { BuildDetail } from "@cairn/sdk/schema";
import { MonitorCog } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import { CodeSection } from "../../run/code-section";
import { EnvironmentSection } from "../../run/environment-section";

/** Which code a build ran, and where. */
export function OriginDialog({ build }: { build: BuildDetail }) {
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button size="sm" variant="ghost" className="-my-1 ml-auto">
          <MonitorCog aria-hidden />
          Code and machine
        </Button>
      </DialogTrigger>
      <DialogContent title="Code and machine" description={`Of ${build.name}, as its program told them.`} className="max-w-2xl">
        <DialogBody className="pb-6">
          <CodeSection environment={build.environment} />
          <EnvironmentSection environment={build.environment} />
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}
