import { Button } from "@/components/ui/button";

/** Goes to the identity provider and comes back to `returnTo`, a path of this origin. Works without scripts. */
export function SignInForm({ returnTo, label = "Sign in" }: { returnTo: string; label?: string }) {
  return (
    <form method="post" action="/api/auth/start">
      <input type="hidden" name="return_to" value={returnTo} />
      <Button type="submit" variant="primary" size="lg" className="w-full">
        {label}
      </Button>
    </form>
  );
}
