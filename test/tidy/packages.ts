/** Every package has one version and a reason. */
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function packagesOf(manifest: Manifest): readonly (readonly [string, string])[] {
  return [...Object.entries(manifest.dependencies ?? {}), ...Object.entries(manifest.devDependencies ?? {})];
}

/** Versions that are not exact: what is tested is what runs. */
export function looseVersions(manifest: Manifest): readonly string[] {
  return packagesOf(manifest)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `package.json: ${name} ${version}: not an exact version`);
}

/** Packages without a row `| name … | reason |` in a table of README.md; several packages may share a row. */
export function packagesWithoutReason(manifest: Manifest, readme: string): readonly string[] {
  const rows = readme
    .split('\n')
    .map((line) => /^\|([^|]*)\|(.*)\|\s*$/.exec(line.trim()))
    .filter((row) => row !== null);
  return packagesOf(manifest)
    .map(([name]) => name)
    .filter((name) => !rows.some((row) => namesIn(row[1] ?? '').includes(name) && /\p{L}{2}/u.test(row[2] ?? '')))
    .map((name) => `README.md: no row of a table says why ${name} is here`);
}

function namesIn(cell: string): readonly string[] {
  return cell.split(/[\s,`()[\]]+/);
}
