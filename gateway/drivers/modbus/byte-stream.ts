// A wire that carries bytes both ways, whatever it is made of: a socket, a serial port, a DTU that dialled in.

export interface ByteStream {
  /** For people, e.g. `192.168.1.5:502` or `/dev/ttyUSB0`. */
  readonly name: string;
  write(bytes: Uint8Array): void;
  /** Bytes and the loss come to these from now on; `lost` at most once, never after close(). */
  listen(received: (bytes: Buffer) => void, lost: (reason: string, cause?: Error) => void): void;
  /** Ends it; settles when the wire may be opened again. Never rejects. */
  close(): Promise<void>;
}
