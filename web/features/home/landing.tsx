import { Logo } from "@/components/logo";
import { SignInForm } from "../session/sign-in-form";

const points = [
  ["Runs", "Log parameters and metrics from any program and watch the curves while it works."],
  ["Workspaces", "Every team has its own place, its own access and its own data."],
  ["Yours", "Sign in with your own identity provider. Everything is reachable by API, SDK and command line."],
] as const;

/** What people see who are not signed in. */
export function Landing() {
  return (
    <main id="main" className="grid min-h-dvh lg:grid-cols-[1fr_minmax(400px,40%)]">
      <section className="flex flex-col justify-between gap-10 bg-sidebar p-6 sm:p-10 lg:border-r lg:p-14">
        <p className="flex items-center gap-2.5 font-semibold text-lg tracking-tight">
          <Logo /> Cairn
        </p>
        <div className="flex max-w-xl flex-col gap-8">
          <h1 className="text-balance font-semibold text-2xl tracking-tight">A home for computational work</h1>
          <dl className="flex flex-col gap-5 max-lg:hidden">
            {points.map(([term, text]) => (
              <div key={term} className="flex flex-col gap-0.5 border-primary/40 border-l-2 pl-4">
                <dt className="font-medium">{term}</dt>
                <dd className="max-w-[60ch] text-muted-foreground text-sm">{text}</dd>
              </div>
            ))}
          </dl>
        </div>
      </section>
      <section aria-labelledby="sign-in" className="flex flex-col justify-center gap-5 p-6 sm:p-10 lg:p-14 max-lg:justify-start">
        <div className="mx-auto flex w-full max-w-sm flex-col gap-5">
          <div>
            <h2 id="sign-in" className="font-semibold text-xl tracking-tight">
              Sign in
            </h2>
            <p className="mt-1 text-muted-foreground text-sm">Continue at your identity provider. Cairn keeps no passwords.</p>
          </div>
          <SignInForm returnTo="/" label="Continue to sign in" />
        </div>
      </section>
    </main>
  );
}
