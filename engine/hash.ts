// Looked up once: it is asked for with every character.
const { imul } = Math;

/** 32-bit FNV-1a with a final mix (as in MurmurHash3), so that ids that differ in one character spread evenly. */
export function hash(text: string): number {
  let state = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index++) {
    state = imul(state ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  state = imul(state ^ (state >>> 16), 0x85_eb_ca_6b);
  state = imul(state ^ (state >>> 13), 0xc2_b2_ae_35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** A short name for a value that need not be read again, 4 to 7 characters. */
export function shortHash(text: string): string {
  return hash(text).toString(36);
}
