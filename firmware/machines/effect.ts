/**
 * Effects are named in `setup` and wired by the composition root with `.provide()` (design §5). One that was forgotten stops the
 * machine at its first use instead of doing nothing.
 */
export function effect<Params = undefined>(name: string): (args: unknown, params: Params) => void {
  return () => {
    throw new Error(`effect not provided: ${name}`);
  };
}
