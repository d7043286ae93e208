/* Proofs without knowledge, as Belenios 2.0 writes them (specification, sections 4.5 and 4.11 to 4.14). Pure. */

import { challenge, exponent, type Group, Invalid, inverse, mod, power, readElement, readExponent, Table } from "./_group";

export interface Proof {
  challenge: bigint;
  response: bigint;
}

export interface Ciphertext {
  alpha: bigint;
  beta: bigint;
}

/** The claim that a ciphertext encrypts g^value. */
export interface Claim {
  ciphertext: Ciphertext;
  value: number;
}

/** Claims of which one holds, and the text that is hashed with their commitments. */
export interface Choice {
  claims: Claim[];
  context: (commitments: string) => string;
}

export const writeProof = (one: Proof) => ({ challenge: String(one.challenge), response: String(one.response) });
export const writeCiphertext = (one: Ciphertext) => ({ alpha: String(one.alpha), beta: String(one.beta) });
export const textOf = (one: Ciphertext): string => `${one.alpha},${one.beta}`;

type Fields = Record<string, unknown>;

/** An object with exactly these keys in this order. */
export function fields(value: unknown, keys: string[], what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value) || Object.keys(value).join() !== keys.join()) {
    throw new Invalid(`${what} has to have the keys ${keys.join(", ")}, in this order`);
  }
  return value as Fields;
}

export function items(value: unknown, what: string, count?: number): unknown[] {
  if (!Array.isArray(value) || (count !== undefined && value.length !== count)) {
    throw new Invalid(`${what} has to be a list${count === undefined ? "" : ` of ${count}`}`);
  }
  return value;
}

export function readProof(group: Group, value: unknown, what: string): Proof {
  const found = fields(value, ["challenge", "response"], what);
  return { challenge: readExponent(group, found.challenge, what), response: readExponent(group, found.response, what) };
}

export function readCiphertext(group: Group, value: unknown, what: string): Ciphertext {
  const found = fields(value, ["alpha", "beta"], what);
  return { alpha: readElement(group, found.alpha, what), beta: readElement(group, found.beta, what) };
}

/** The group and the election's key with their tables, for proofs and encryptions under that key. */
export class Setting {
  readonly generator: Table;
  readonly keyTable: Table;
  private readonly inverted: bigint;

  constructor(
    readonly group: Group,
    readonly key: bigint,
  ) {
    this.generator = new Table(group, group.g);
    this.keyTable = new Table(group, key);
    this.inverted = inverse(group, group.g);
  }

  /** (g^r, y^r · m) */
  encrypt(message: bigint, randomness: bigint): Ciphertext {
    return {
      alpha: this.generator.power(randomness),
      beta: (this.keyTable.power(randomness) * message) % this.group.p,
    };
  }

  /** The product, which encrypts the product of the messages. */
  combine(ciphertexts: Ciphertext[]): Ciphertext {
    const { p } = this.group;
    return ciphertexts.reduce((sum, one) => ({ alpha: (sum.alpha * one.alpha) % p, beta: (sum.beta * one.beta) % p }), {
      alpha: 1n,
      beta: 1n,
    });
  }

  private commit(claim: Claim, proof: Proof): [bigint, bigint] {
    const { group } = this;
    const beta = claim.value ? (claim.ciphertext.beta * power(group, this.inverted, BigInt(claim.value))) % group.p : claim.ciphertext.beta;
    return [
      (this.generator.power(proof.response) * power(group, claim.ciphertext.alpha, proof.challenge)) % group.p,
      (this.keyTable.power(proof.response) * power(group, beta, proof.challenge)) % group.p,
    ];
  }

  /** Prove that one of the claims holds without saying which; `truth` is its place, `randomness` that of its ciphertext. */
  prove(choice: Choice, truth: number, randomness: bigint): Proof[] {
    const { group } = this;
    const mask = exponent(group);
    const proofs = choice.claims.map(() => ({ challenge: exponent(group), response: exponent(group) }));
    const pairs = choice.claims.map((claim, place) =>
      place === truth ? [this.generator.power(mask), this.keyTable.power(mask)] : this.commit(claim, proofs[place] as Proof),
    );
    const others = proofs.reduce((sum, one, place) => (place === truth ? sum : sum + one.challenge), 0n);
    const own = mod(challenge(group, choice.context(pairs.flat().join(","))) - others, group.q);
    proofs[truth] = { challenge: own, response: mod(mask - randomness * own, group.q) };
    return proofs;
  }

  /** Whether the proofs show that one of the claims holds. */
  holds(choice: Choice, proofs: Proof[]): boolean {
    if (choice.claims.length !== proofs.length) return false;
    const pairs = choice.claims.map((claim, place) => this.commit(claim, proofs[place] as Proof));
    const total = proofs.reduce((sum, one) => sum + one.challenge, 0n) % this.group.q;
    return challenge(this.group, choice.context(pairs.flat().join(","))) === total;
  }
}

/** Prove knowledge of a logarithm to the base g; `context` makes the hashed text of the commitment. */
export function know(group: Group, secret: bigint, context: (commitment: bigint) => string): Proof {
  const mask = exponent(group);
  const found = challenge(group, context(power(group, group.g, mask)));
  return { challenge: found, response: mod(mask - secret * found, group.q) };
}

export function knows(group: Group, key: bigint, proof: Proof, context: (commitment: bigint) => string): boolean {
  const commitment = (power(group, group.g, proof.response) * power(group, key, proof.challenge)) % group.p;
  return challenge(group, context(commitment)) === proof.challenge;
}

/** That a ciphertext encrypts a value from low to high (section 4.12). */
export function interval(context: string, ciphertext: Ciphertext, low: number, high: number): Choice {
  const claims = Array.from({ length: high - low + 1 }, (_, at) => ({ ciphertext, value: low + at }));
  return { claims, context: (commitments) => `prove|${context}|${textOf(ciphertext)}|${commitments}` };
}

/** `blank_proof` (section 4.13): the vote is not blank, or chooses nothing. */
export function blankOrNothing(context: string, blank: Ciphertext, total: Ciphertext): Choice {
  const claims = [blank, total].map((ciphertext) => ({ ciphertext, value: 0 }));
  return { claims, context: (commitments) => `bproof0|${context}|${commitments}` };
}

/** `overall_proof` where blank votes are allowed (section 4.13): the vote is blank, or chooses from low to high. */
export function blankOrInterval(context: string, blank: Ciphertext, total: Ciphertext, low: number, high: number): Choice {
  const rest = Array.from({ length: high - low + 1 }, (_, at) => ({ ciphertext: total, value: low + at }));
  return { claims: [{ ciphertext: blank, value: 1 }, ...rest], context: (commitments) => `bproof1|${context}|${commitments}` };
}
