/** Whose settings are looked at: those of a whole organization, or of one of its workspaces (slugs). */
export interface SettingsPlace {
  organization: string;
  workspace: string | null;
}

/** What calls of the API take to be made there. */
export const optionsOf = ({ organization, workspace }: SettingsPlace) => ({ organization, ...(workspace === null ? {} : { workspace }) });

/** Where the settings of a place begin. */
export const settingsPath = ({ organization, workspace }: SettingsPlace): string =>
  workspace === null ? `/${organization}/settings` : `/${organization}/${workspace}/settings`;

/** Where the API of a place begins. */
export const apiPath = ({ organization, workspace }: SettingsPlace): string =>
  `/api/v1/orgs/${encodeURIComponent(organization)}${workspace === null ? "" : `/workspaces/${encodeURIComponent(workspace)}`}`;

/** What the cached answers of a place begin with. */
export const placeKey = ({ organization, workspace }: SettingsPlace) =>
  workspace === null ? (["org", organization] as const) : (["org", organization, "workspace", workspace] as const);
