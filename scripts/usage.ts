/** What a person typed makes no sense to a command: exit 2, with what would. */
export class WrongUsage extends Error {}
