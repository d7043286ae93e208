/* AES-CCM (NIST SP 800-38C) as trustees' messages take it: 13 bytes of nonce, a tag of 8 bytes, nothing beside the text.
 *
 * The browser's own cryptography has no CCM. It has what CCM is made of: counter mode, and CBC for the tag.
 */

import { Invalid } from "./_group";

const BLOCK = 16;
const TAG = 8;
const NONCE = 13;
/** Bits of the counter: what the nonce leaves of a block. */
const COUNTER = 8 * (BLOCK - 1 - NONCE);
export const LONGEST = 2 ** COUNTER - 1;

async function keyOf(bytes: Uint8Array, name: "AES-CTR" | "AES-CBC"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", new Uint8Array(bytes), name, false, ["encrypt"]);
}

/** Text under the counters from `first` on. Encrypting and decrypting are the same. */
async function stream(key: Uint8Array, nonce: Uint8Array, first: number, data: Uint8Array): Promise<Uint8Array> {
  const counter = new Uint8Array(BLOCK);
  counter[0] = BLOCK - 2 - NONCE;
  counter.set(nonce, 1);
  counter[BLOCK - 1] = first;
  const made = await crypto.subtle.encrypt({ name: "AES-CTR", counter, length: COUNTER }, await keyOf(key, "AES-CTR"), new Uint8Array(data));
  return new Uint8Array(made);
}

async function tagOf(key: Uint8Array, nonce: Uint8Array, text: Uint8Array): Promise<Uint8Array> {
  const blocks = new Uint8Array(BLOCK + Math.ceil(text.length / BLOCK) * BLOCK);
  blocks[0] = 8 * ((TAG - 2) / 2) + (BLOCK - 2 - NONCE);
  blocks.set(nonce, 1);
  new DataView(blocks.buffer).setUint16(BLOCK - 2, text.length);
  blocks.set(text, BLOCK);
  const made = await crypto.subtle.encrypt({ name: "AES-CBC", iv: new Uint8Array(BLOCK) }, await keyOf(key, "AES-CBC"), blocks);
  // CBC of the browser adds a block of padding; the tag is the block before it.
  const mac = new Uint8Array(made).slice(-2 * BLOCK, -BLOCK).slice(0, TAG);
  return stream(key, nonce, 0, mac);
}

function checked(nonce: Uint8Array, length: number): void {
  if (nonce.length !== NONCE) throw new RangeError(`a nonce has ${NONCE} bytes`);
  if (length > LONGEST) throw new RangeError(`a text has at most ${LONGEST} bytes`);
}

export async function seal(key: Uint8Array, nonce: Uint8Array, text: Uint8Array): Promise<Uint8Array> {
  checked(nonce, text.length);
  const sealed = new Uint8Array(text.length + TAG);
  sealed.set(await stream(key, nonce, 1, text));
  sealed.set(await tagOf(key, nonce, text), text.length);
  return sealed;
}

/** Throws Invalid when the tag does not fit. */
export async function open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> {
  checked(nonce, sealed.length - TAG);
  if (sealed.length < TAG) throw new Invalid("the message is too short");
  const text = await stream(key, nonce, 1, sealed.slice(0, -TAG));
  const [tag, given] = [await tagOf(key, nonce, text), sealed.slice(-TAG)];
  if (tag.reduce((differ, one, at) => differ | (one ^ (given[at] as number)), 0)) {
    throw new Invalid("the message cannot be opened with this seed");
  }
  return text;
}
