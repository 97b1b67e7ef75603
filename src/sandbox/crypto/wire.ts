/** Reads big-endian fields and refuses to run past the end. */
export class ByteReader {
  private at = 0;

  constructor(
    private readonly data: Buffer,
    private readonly fail: (reason: string) => Error,
  ) {}

  bytes(length: number): Buffer {
    if (this.at + length > this.data.length) throw this.fail("ends too early");
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }

  uint16(): number {
    return this.bytes(2).readUInt16BE();
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE();
  }

  hex(length: number): string {
    return this.bytes(length).toString("hex");
  }

  /** Bytes behind their two-byte length. */
  bytes16(): Buffer {
    return this.bytes(this.uint16());
  }
}

/** Collects big-endian fields. */
export class ByteWriter {
  private readonly parts: Buffer[] = [];

  bytes(data: Buffer): void {
    this.parts.push(data);
  }

  hex(data: string): void {
    this.parts.push(Buffer.from(data, "hex"));
  }

  uint16(value: number): void {
    const part = Buffer.allocUnsafe(2);
    part.writeUInt16BE(value);
    this.parts.push(part);
  }

  uint32(value: number): void {
    const part = Buffer.allocUnsafe(4);
    part.writeUInt32BE(value);
    this.parts.push(part);
  }

  bytes16(data: Buffer): void {
    this.uint16(data.length);
    this.parts.push(data);
  }

  done(): Buffer {
    return Buffer.concat(this.parts);
  }
}
