import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Centered } from "@/features/session/centered";
import { SignInForm } from "@/features/session/sign-in-form";
import { safeReturnTo } from "@/lib/return-to";
import { getMe } from "@/lib/session";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ return_to?: string | string[] }> }) {
  const { return_to } = await searchParams;
  const returnTo = safeReturnTo(typeof return_to === "string" ? return_to : null);
  if (await getMe()) redirect(returnTo);
  return (
    <Centered title="Sign in to Cairn" footer="Cairn uses your organization's identity provider and keeps no passwords.">
      <p className="text-muted-foreground text-sm">
        {returnTo === "/" ? "Continue at your identity provider." : "Sign in to go on. You come back to the page you asked for."}
      </p>
      <SignInForm returnTo={returnTo} label="Continue to sign in" />
    </Centered>
  );
}
