/**
 * How the entries of a transaction are found: by eight characters of its name, which are the time at which it was named (schema 23), then by the
 * whole name. Spelled as the index is, so that it answers.
 * @param entries the table's alias
 * @param txn SQL for the transaction's name
 */
export const namedInIndex = (entries: string, txn: string): string =>
  `substr(${entries}.txn, 2, 8) = substr(${txn}, 2, 8) AND ${entries}.txn = ${txn}`;
