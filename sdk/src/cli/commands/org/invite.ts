import { OrganizationRole } from "../../../schema/roles.ts";
import { type CommandModule, textOf } from "../../command.ts";
import { needOrganization } from "../../selection.ts";
import { moment } from "../../text.ts";

export const command: CommandModule = {
  description: "Invite a person by e-mail. They see the invitation when they sign in with that address.",
  examples: ["cairn org invite grace@example.org", "cairn org invite grace@example.org --role admin"],
  args: [{ name: "<email>", description: "Address of the person" }],
  options: [{ flags: "--role <role>", description: "Role in the organization", choices: OrganizationRole.options, default: "member" }],
  async run(ctx, invocation) {
    const { out } = ctx;
    const client = await ctx.client();
    const organization = await needOrganization(ctx, client);
    const role = OrganizationRole.parse(textOf(invocation, "role"));
    const invitation = await client.invitations.create({ email: invocation.args[0] ?? "", role }, { organization });
    if (out.isJson) out.json(invitation);
    out.say(`Invited ${invitation.email} to ${organization} as ${invitation.role}. The invitation ends ${moment(invitation.expires_at)}.`);
  },
};
