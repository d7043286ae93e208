/* The groups of Belenios 2.0 (specification, sections 4.2 and 5), with BigInt. Pure: no page, no network.
 *
 * BigInt promises nothing about time. The voter's own device computes, and whoever can measure it to the microsecond can
 * read its screen as well.
 */

import { sha256 } from "@noble/hashes/sha2.js";

/** How small integers are packed into one element (section 4.11.2). */
export interface Embedding {
  padding: bigint;
  bits: bigint;
}

export interface Group {
  name: string;
  p: bigint;
  q: bigint;
  g: bigint;
  embedding?: Embedding;
}

/** Something that does not hold; the message is a sentence for whoever looks into it, the page has words of its own. */
export class Invalid extends Error {}

const hexadecimal = (...rows: string[]): bigint => BigInt(`0x${rows.join("")}`);
const RFC_P = hexadecimal(
  "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd",
  "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed",
  "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f",
  "83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b",
  "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510",
  "15728e5a8aacaa68ffffffffffffffff",
);

export const GROUPS: Record<string, Group> = {
  "BELENIOS-2048": {
    name: "BELENIOS-2048",
    p: hexadecimal(
      "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c",
      "06e092a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d1",
      "07435012768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b4",
      "6b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a",
      "0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f878affa2375e2999b44f6cef17d70730",
      "1e59e0e6351e051ed9cec4157646e64f",
    ),
    q: hexadecimal("adb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491"),
    g: hexadecimal(
      "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31",
      "d9d8976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8",
      "643e673fd9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c",
      "1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f",
      "22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d47aa680d43771902743d663f42d853c0",
      "41e1c91fe3823f4bcf284308f1d7e653",
    ),
  },
  "RFC-3526-2048": { name: "RFC-3526-2048", p: RFC_P, q: (RFC_P - 1n) / 2n, g: 2n, embedding: { padding: 8n, bits: 8n } },
};

const utf8 = new TextEncoder();

/** Big-endian. */
export function number(bytes: Uint8Array): bigint {
  let text = "0x0";
  for (const one of bytes) text += one.toString(16).padStart(2, "0");
  return BigInt(text);
}

export function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

const WINDOW = 4;

/** Exponent as digits of four bits, the lowest first. */
function digits(exponent: bigint): number[] {
  return Array.from(exponent.toString(16), (one) => parseInt(one, 16)).reverse();
}

/** A power; the exponent is not negative. */
export function power(group: Group, base: bigint, exponent: bigint): bigint {
  const { p } = group;
  const small = [1n];
  for (let at = 1; at < 1 << WINDOW; at += 1) small.push(((small[at - 1] as bigint) * base) % p);
  let found = 1n;
  for (const digit of digits(exponent).reverse()) {
    for (let bit = 0; bit < WINDOW; bit += 1) found = (found * found) % p;
    found = (found * (small[digit] as bigint)) % p;
  }
  return found;
}

/** Powers of one base that is needed often: the generator, or the key of the election. */
export class Table {
  private readonly rows: bigint[][] = [];
  private next: bigint;

  constructor(
    private readonly group: Group,
    base: bigint,
  ) {
    this.next = base;
  }

  power(exponent: bigint): bigint {
    const { p } = this.group;
    let found = 1n;
    digits(exponent).forEach((digit, at) => {
      while (this.rows.length <= at) this.grow();
      found = (found * ((this.rows[at] as bigint[])[digit] as bigint)) % p;
    });
    return found;
  }

  private grow(): void {
    const row = [1n];
    for (let at = 1; at < 1 << WINDOW; at += 1) row.push(((row[at - 1] as bigint) * this.next) % this.group.p);
    this.rows.push(row);
    this.next = ((row[row.length - 1] as bigint) * this.next) % this.group.p;
  }
}

/** The element that multiplies with this one to 1: elements have order q. */
export function inverse(group: Group, value: bigint): bigint {
  return power(group, value, group.q - 1n);
}

/** Whether a number is an element: from 1 to p − 1, and of order q (or 1). */
export function member(group: Group, value: bigint): boolean {
  if (value < 1n || value >= group.p) return false;
  // Modulo a safe prime the elements are the squares, which the Jacobi symbol tells much faster.
  return group.p === 2n * group.q + 1n ? jacobi(value, group.p) === 1 : power(group, value, group.q) === 1n;
}

function jacobi(value: bigint, modulus: bigint): number {
  let [a, n, sign] = [value % modulus, modulus, 1];
  while (a !== 0n) {
    while ((a & 1n) === 0n) {
      a >>= 1n;
      const rest = n & 7n;
      if (rest === 3n || rest === 5n) sign = -sign;
    }
    [a, n] = [n, a];
    if ((a & 3n) === 3n && (n & 3n) === 3n) sign = -sign;
    a %= n;
  }
  return n === 1n ? sign : 0;
}

/** A random exponent from 0 to q − 1, each equally likely. */
export function exponent(group: Group): bigint {
  const bits = group.q.toString(2).length;
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  for (;;) {
    crypto.getRandomValues(bytes);
    const found = number(bytes) >> BigInt(bytes.length * 8 - bits);
    if (found < group.q) return found;
  }
}

/** SHA-256 of a text as a number modulo q. */
export function challenge(group: Group, text: string): bigint {
  return number(sha256(utf8.encode(text))) % group.q;
}

/** SHA-256 in Base64 without padding: of elections, and the tracker of a ballot. */
export function fingerprint(bytes: Uint8Array | string): string {
  const hash = sha256(typeof bytes === "string" ? utf8.encode(bytes) : bytes);
  return btoa(String.fromCharCode(...hash)).replace(/=+$/, "");
}

function decimal(text: unknown, below: bigint, what: string): bigint {
  // Nobody is made to read a number of a million digits before it is found to be too large.
  if (typeof text !== "string" || !/^(0|[1-9]\d*)$/.test(text) || text.length > below.toString().length) {
    throw new Invalid(`${what} has to be a string of decimal digits without leading zeros, below ${below}`);
  }
  const value = BigInt(text);
  if (value >= below) throw new Invalid(`${what} is too large`);
  return value;
}

/** An element from its decimal string, checked to be one. */
export function readElement(group: Group, text: unknown, what: string): bigint {
  const value = decimal(text, group.p, what);
  if (!member(group, value)) throw new Invalid(`${what} is not an element of the group`);
  return value;
}

export function readExponent(group: Group, text: unknown, what: string): bigint {
  return decimal(text, group.q, what);
}

/** An exponent that its maker may have left larger than q, as other programs do with values of polynomials. */
export function readShare(group: Group, text: unknown, what: string): bigint {
  return decimal(text, group.p, what) % group.q;
}

/** Whether so many small integers fit one element below p. */
export function fits(group: Group, count: number): boolean {
  const shape = group.embedding;
  return shape !== undefined && shape.bits * BigInt(count) + shape.padding < BigInt(group.p.toString(2).length);
}

/** Small integers as one element: packed, then padded until the number is an element (section 4.11.2). */
export function encode(group: Group, values: number[]): bigint {
  const shape = group.embedding;
  if (!shape || !fits(group, values.length)) throw new Invalid(`${values.length} numbers do not fit one element of ${group.name}`);
  let packed = 0n;
  for (const value of values) {
    if (!Number.isInteger(value) || value < 0 || BigInt(value) >> shape.bits) throw new Invalid(`${value} does not fit ${shape.bits} bits`);
    packed = (packed << shape.bits) + BigInt(value);
  }
  const first = packed << shape.padding;
  for (let padding = 0n; padding < 1n << shape.padding; padding += 1n) {
    if (member(group, first + padding)) return first + padding;
  }
  throw new Invalid("no padding makes these numbers an element of the group");
}
