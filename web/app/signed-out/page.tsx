import type { Metadata } from "next";
import { Centered } from "@/features/session/centered";
import { SignInForm } from "@/features/session/sign-in-form";

export const metadata: Metadata = { title: "Signed out" };

export default function SignedOutPage() {
  return (
    <Centered title="You are signed out">
      <p className="text-muted-foreground text-sm">
        The session in this browser has ended. Programs and command lines that you signed in keep their own.
      </p>
      <SignInForm returnTo="/" label="Sign in again" />
    </Centered>
  );
}
