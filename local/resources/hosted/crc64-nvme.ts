/** Reversed polynomial of CRC-64/NVME, in halves of 32 bits, since a number holds 53. */
const HIGH = 0x9a6c9329;
const LOW = 0xac4bc9b5;

/** For each byte the two halves of its remainder. */
const HIGHS = new Int32Array(256);
const LOWS = new Int32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let [high, low] = [0, byte];
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd) [high, low] = [high ^ HIGH, low ^ LOW];
  }
  HIGHS[byte] = high;
  LOWS[byte] = low;
}

/** S3's default checksum, in base64. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export function crc64Nvme(data: Uint8Array): string {
  let high = ~0;
  let low = ~0;
  for (let at = 0; at < data.length; at++) {
    const byte = (low ^ data[at]!) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ LOWS[byte]!;
    high = (high >>> 8) ^ HIGHS[byte]!;
  }
  const sum = Buffer.alloc(8);
  sum.writeInt32BE(~high, 0);
  sum.writeInt32BE(~low, 4);
  return sum.toString('base64');
}
