/** A file that left or came in by the maintenance port. The operator of the entry is the technician. */
export interface FileTransferDraft {
  readonly type: 'maintenance.fileTransferred';
  readonly txn: null;
  readonly body: {
    readonly direction: 'out' | 'in';
    readonly protocol: 'ymodem' | 'xmodem' | 'zmodem' | 'base64';
    /** As it lies on this side. */
    readonly name: string;
    readonly sizeBytes: number;
    /** Lower-case hex, of all `sizeBytes`. */
    readonly sha256: string;
  };
}
