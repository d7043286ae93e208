/* Credentials: what a voter is given in secret, and what the board lists in public (Belenios 2.0, section 4.8). Pure. */

import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Group, Invalid, number, power } from "./_group";

export const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const RANDOM = 14;
const ITERATIONS = 1000;

/** Why a credential cannot be one; the page has words for each. */
export type Slip = "form" | "typing";

export class BadCredential extends Invalid {
  constructor(readonly slip: Slip) {
    super(slip === "form" ? "a credential has 15 letters and digits, in five groups of three" : "the credential contains a typing error");
  }
}

function checksum(random: string): string {
  let value = 0n;
  for (const one of random) value = value * 58n + BigInt(BASE58.indexOf(one));
  return BASE58[Number(53n - (value % 53n))] as string;
}

/**
 * The credential as it counts, with dashes, from what somebody typed: spaces, and dashes of any kind in any place, are
 * forgiven. Throws BadCredential.
 */
export function tidy(typed: string): string {
  const plain = typed.replace(/[\s\p{Pd}]/gu, "");
  if (plain.length !== RANDOM + 1 || Array.from(plain).some((one) => !BASE58.includes(one))) throw new BadCredential("form");
  if (checksum(plain.slice(0, RANDOM)) !== plain[RANDOM]) throw new BadCredential("typing");
  return (plain.match(/.../g) as string[]).join("-");
}

/** A fresh credential, such as `8Yq-ihN-nSQ-uwq-9Ss` (82 bits of randomness). */
export function generate(): string {
  let random = "";
  while (random.length < RANDOM) {
    // Values of 232 (four times 58) and above would make some letters likelier than others.
    const [one = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (one < 232) random += BASE58[one % 58];
  }
  return tidy(random + checksum(random));
}

/** The secret exponent of a credential in one election. */
export function secretOf(credential: string, uuid: string, group: Group): bigint {
  return number(pbkdf2(sha256, tidy(credential), uuid, { c: ITERATIONS, dkLen: 32 })) % group.q;
}

/** The public credential of a secret one. */
export function publicOf(credential: string, uuid: string, group: Group): bigint {
  return power(group, group.g, secretOf(credential, uuid, group));
}
