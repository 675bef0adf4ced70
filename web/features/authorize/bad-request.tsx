import { Centered } from "../session/centered";

const words: Record<string, string> = {
  invalid_client: "The program is not one that Cairn knows.",
  invalid_request: "The program asked in a way that Cairn does not accept, for instance to be answered at another machine.",
};

/** A program's sign-in that cannot be shown, because what it sent is not valid and its return address is not to be trusted. */
export function BadAuthorizationRequest({ error }: { error: string | undefined }) {
  return (
    <Centered title="This sign-in cannot go on">
      <p className="text-muted-foreground text-sm">
        {(error ? words[error] : undefined) ?? "The address of this page is not complete."} Nothing was approved. Go back to your terminal
        and run <code className="text-xs">cairn login</code> again; if it stays, update the program.
      </p>
    </Centered>
  );
}
