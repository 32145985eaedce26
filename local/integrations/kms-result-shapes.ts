import type { ResultShape } from './result-shape.ts';

/**
 * Results of AWS KMS, for which no SDK client is installed: nothing here can call it, but a mock can stand for it.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
 */
const object = (members: Readonly<Record<string, ResultShape>>): ResultShape => ({
  kind: 'object',
  members: () => new Map(Object.entries(members)),
});
const text = (min: number, max: number): ResultShape => ({ kind: 'string', length: { min, max } });

const keyId = text(1, 2048);
const ciphertext = text(1, 6144);
const plaintext = text(1, 4096);
const algorithm: ResultShape = {
  kind: 'string',
  values: ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'],
};

export const KMS_RESULT_SHAPES: Readonly<Record<string, ResultShape>> = {
  encrypt: object({ CiphertextBlob: ciphertext, KeyId: keyId, EncryptionAlgorithm: algorithm }),
  decrypt: object({ Plaintext: plaintext, KeyId: keyId, EncryptionAlgorithm: algorithm }),
  reEncrypt: object({
    CiphertextBlob: ciphertext,
    SourceKeyId: keyId,
    KeyId: keyId,
    SourceEncryptionAlgorithm: algorithm,
    DestinationEncryptionAlgorithm: algorithm,
  }),
  generateDataKey: object({ CiphertextBlob: ciphertext, Plaintext: plaintext, KeyId: keyId }),
  generateDataKeyWithoutPlaintext: object({ CiphertextBlob: ciphertext, KeyId: keyId }),
  generateRandom: object({ Plaintext: plaintext }),
};
