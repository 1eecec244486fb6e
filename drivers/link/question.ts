/**
 * What a device says to a question that is put to it now (requirement E2). `silent`: it was asked and said nothing. `no-question`: its protocol has none,
 * or it cannot be asked in the state that it is in; then only a person can tell.
 */
export type Tried = 'answered' | 'silent' | 'no-question';
