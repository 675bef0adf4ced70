"use client";
import type { Webhook } from "@cairn/sdk/schema";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { Section } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { cn } from "@/lib/cn";
import type { SettingsPlace } from "../organizations/settings-place";
import { SecretSection } from "./secret-section";
import { SNIPPETS, snippet, snippetNames } from "./snippets";

/** The secret, and how a receiver checks with it that a request came from Cairn. */
export function SignatureTab({ place, hook, mayWrite }: { place: SettingsPlace; hook: Webhook; mayWrite: boolean }) {
  const [secret, setSecret] = useState<string | null>(null);
  const [name, setName] = useQueryState("for", parseAsStringLiteral(SNIPPETS).withDefault("node"));
  return (
    <div className="flex flex-col gap-6">
      {mayWrite ? <SecretSection place={place} hook={hook} secret={secret} onSecret={setSecret} /> : null}
      <Section
        title="Check a signature"
        description="Every request is signed as Standard Webhooks 1.0 says: headers webhook-id, webhook-timestamp and webhook-signature. Refuse what is not signed with your secret, answer 2xx within 15 seconds, and take each id once."
      >
        {hook.format === "plain" ? null : (
          <p className="text-muted-foreground text-sm">
            An endpoint of this format is a chat service, which does not look at signatures. This is for programs of your own, with format
            Plain.
          </p>
        )}
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">Language or framework</legend>
          {SNIPPETS.map((each) => (
            <label
              key={each}
              className={cn(
                "inline-flex h-7 cursor-pointer items-center rounded-md border px-2.5 text-sm has-focus-visible:outline-2 has-focus-visible:outline-ring max-md:h-9",
                each === name ? "border-primary bg-primary-soft text-primary" : "text-muted-foreground hover:bg-accent",
              )}
            >
              <input type="radio" name="snippet" className="sr-only" checked={each === name} onChange={() => setName(each)} />
              {snippetNames[each]}
            </label>
          ))}
        </fieldset>
        <CodeBlock label={`${snippetNames[name]} receiver`} code={snippet(name, hook)} />
        <div className="flex flex-col gap-1.5">
          <p className="text-muted-foreground text-sm">
            The secret belongs in the environment{mayWrite && secret === null ? "; reveal it above to have it filled in" : ""}:
          </p>
          <CodeBlock label="environment" code={`export CAIRN_WEBHOOK_SECRET=${secret ?? "whsec_…"}`} />
        </div>
        <p className="max-w-[72ch] text-muted-foreground text-sm">
          For other languages use the library of{" "}
          <a href="https://www.standardwebhooks.com" className="text-primary underline underline-offset-4" rel="noreferrer" target="_blank">
            Standard Webhooks
          </a>
          : the secret goes into it as it is.
        </p>
      </Section>
    </div>
  );
}
