import type { Metadata } from "next";
import { CopyButton } from "@/components/ui/copy-button";
import { Centered } from "@/features/session/centered";
import { signInErrorText } from "@/features/session/sign-in-errors";
import { SignInForm } from "@/features/session/sign-in-form";
import { safeReturnTo } from "@/lib/return-to";

export const metadata: Metadata = { title: "Sign-in did not work" };

type Search = Promise<Record<string, string | string[] | undefined>>;

/** Only words that look like what our API sends are shown: the address can be made by anybody. */
function plain(value: string | string[] | undefined, pattern: RegExp): string {
  return typeof value === "string" && pattern.test(value) ? value : "";
}

export default async function SignInErrorPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams;
  const code = plain(search.code, /^[a-z_]{1,40}$/);
  const claim = plain(search.claim, /^[A-Za-z_:/.-]{1,40}$/);
  const requestId = plain(search.request_id, /^[\w-]{1,64}$/);
  const returnTo = safeReturnTo(typeof search.return_to === "string" ? search.return_to : null);
  const { title, happened, todo } = signInErrorText(code);
  return (
    <Centered title={title}>
      <div className="flex flex-col gap-2 text-sm">
        <p>{happened}</p>
        {claim ? (
          <p>
            Claim: <code className="rounded-sm bg-muted px-1 py-0.5 text-xs">{claim}</code>
          </p>
        ) : null}
        <p className="text-muted-foreground">{todo}</p>
      </div>
      <SignInForm returnTo={returnTo} label="Try again" />
      {requestId || code ? (
        <dl className="flex flex-col gap-1 border-t pt-4 text-muted-foreground text-xs">
          {code ? (
            <div className="flex min-h-7 items-center gap-2">
              <dt className="w-16">Code</dt>
              <dd>
                <code>{code}</code>
              </dd>
            </div>
          ) : null}
          {requestId ? (
            <div className="flex min-h-7 items-center gap-2">
              <dt className="w-16 shrink-0">Request</dt>
              <dd className="flex min-w-0 items-center gap-1">
                <code className="break-all">{requestId}</code>
                <CopyButton value={requestId} label="request id" />
              </dd>
            </div>
          ) : null}
        </dl>
      ) : null}
    </Centered>
  );
}
