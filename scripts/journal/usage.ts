/** What a person typed makes no sense to a command: exit 2, with what would. */
export class WrongUsage extends Error {}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
