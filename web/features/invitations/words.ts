/** "1 pending invitation", "3 pending invitations". */
export function invitationsLabel(count: number): string {
  return `${count} pending ${count === 1 ? "invitation" : "invitations"}`;
}
