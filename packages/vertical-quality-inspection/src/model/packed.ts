/** Number arrays as base64 of little-endian bytes, whatever the machine: a third of the size of decimal digits. */

import { refuse } from './refuse.ts';

export function packFloats(values: Float32Array): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}

export function packIntegers(values: Uint32Array): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes.toString('base64');
}

export function packShorts(values: Uint16Array): string {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes.toString('base64');
}

/** @param where  how to call the array in an error */
export function unpackFloats(text: string, where: string): Float32Array {
  const bytes = bytesOf(text, 4, where);
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

export function unpackIntegers(text: string, where: string): Uint32Array {
  const bytes = bytesOf(text, 4, where);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(index * 4));
}

export function unpackShorts(text: string, where: string): Uint16Array {
  const bytes = bytesOf(text, 2, where);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16LE(index * 2));
}

function bytesOf(text: string, width: number, where: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % width !== 0) refuse(where, `its ${bytes.length} bytes are not a multiple of ${width}`);
  return bytes;
}
