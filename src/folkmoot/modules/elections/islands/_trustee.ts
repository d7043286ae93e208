/* What a trustee's browser does: keys from a seed, the steps of the ceremony, and the part of the decryption.
 *
 * Belenios 2.0, sections 4.5, 4.6 and 4.18. Pure: no page, no network. The seed is what the trustee prints and keeps;
 * everything that leaves the browser is encrypted for whom it is meant, or public.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import type { Election } from "./_ballot";
import { open, seal } from "./_ccm";
import { BASE58 } from "./_credential";
import { challenge, exponent, type Group, Invalid, inverse, mod, number, power, readElement, readShare } from "./_group";
import { type Ciphertext, fields, items, know, knows, type Proof, readProof, writeProof } from "./_proofs";

const SEED = 22;
const NONCE = 13;
const utf8 = new TextEncoder();
const hex = (bytes: Uint8Array): string => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

export interface Signed {
  message: string;
  signature: { challenge: string; response: string };
}

export interface PublicKey {
  pok: { challenge: string; response: string };
  public_key: string;
}

export interface Certificate {
  verification: bigint;
  encryption: bigint;
}

export interface Proposal {
  polynomial: string;
  secrets: string[];
  coefexps: Signed;
}

export interface Input {
  polynomial: string;
  secrets: string[];
  coefexps: Signed[];
}

export interface Output {
  private_key: string;
  public_key: PublicKey;
}

/** A fresh seed (128 bits of randomness). */
export function generateSeed(): string {
  let seed = "";
  while (seed.length < SEED) {
    const [one = 255] = crypto.getRandomValues(new Uint8Array(1));
    // Values of 232 (four times 58) and above would make some letters likelier than others.
    if (one < 232) seed += BASE58[one % 58];
  }
  return seed;
}

/** The public half of a secret, with the proof that its holder knows it. */
export function publicKey(group: Group, secret: bigint): PublicKey {
  const key = power(group, group.g, secret);
  const pok = know(group, secret, (commitment) => `pok|${group.name}|${key}|${commitment}`);
  return { pok: writeProof(pok), public_key: String(key) };
}

function sign(group: Group, secret: bigint, message: string): Signed {
  return { message, signature: writeProof(know(group, secret, (commitment) => `sigmsg|${message}|${commitment}`)) };
}

/** What a signed message says, if the holder of this key signed it. */
function verified(group: Group, key: bigint, value: unknown, what: string): unknown {
  const found = fields(value, ["message", "signature"], what);
  const message = String(found.message);
  const signature = readProof(group, found.signature, what);
  if (!knows(group, key, signature, (commitment) => `sigmsg|${message}|${commitment}`)) {
    throw new Invalid(`the signature of ${what} does not verify`);
  }
  return JSON.parse(message);
}

/** A trustee in possession of the seed. */
export class Trustee {
  readonly verification: bigint;
  readonly encryption: bigint;
  private readonly signing: bigint;
  private readonly decryption: bigint;

  constructor(
    readonly group: Group,
    seed: string,
  ) {
    const derive = (label: string): bigint => number(sha256(utf8.encode(`${label}|${seed}`))) % group.q;
    this.signing = derive("sk");
    this.decryption = derive("dk");
    this.verification = power(group, group.g, this.signing);
    this.encryption = power(group, group.g, this.decryption);
  }

  /** Step 1: the certificate of the keys. */
  certify(): Signed {
    const keys = { verification: String(this.verification), encryption: String(this.encryption) };
    return sign(this.group, this.signing, JSON.stringify(keys));
  }

  /** Step 3: a random polynomial, in shares for all, so that any `threshold` of them decrypt. */
  async propose(certificates: Certificate[], threshold: number): Promise<Proposal> {
    const { group } = this;
    if (threshold < 1 || threshold > certificates.length) throw new Invalid(`${threshold} of ${certificates.length} is impossible`);
    this.place(certificates);
    const coefficients = Array.from({ length: threshold }, () => exponent(group));
    const at = (index: bigint): bigint => coefficients.reduceRight((sum, one) => (sum * index + one) % group.q, 0n);
    const shares = certificates.map((one, place) => this.send(one.encryption, { secret: String(at(BigInt(place + 1))) }));
    const coefexps = coefficients.map((one) => String(power(group, group.g, one)));
    return {
      polynomial: await this.send(this.encryption, { polynomial: coefficients.map(String) }),
      secrets: await Promise.all(shares),
      coefexps: sign(group, this.signing, JSON.stringify({ coefexps })),
    };
  }

  /** Step 5: check every share against its sender's public coefficients, and add them up. */
  async accept(certificates: Certificate[], given: Input): Promise<Output> {
    const { group } = this;
    const place = this.place(certificates);
    let share = 0n;
    items(given.coefexps, "the coefficients", certificates.length);
    items(given.secrets, "the shares", certificates.length);
    for (const [sender, certificate] of certificates.entries()) {
      const what = `the share of trustee ${sender + 1}`;
      const sealed = given.secrets[sender] as string;
      const found = fields(await this.receive(certificate.verification, sealed, what), ["secret"], what);
      const value = readShare(group, found.secret, what);
      const expected = evaluated(group, coefficientsOf(group, certificate, given.coefexps[sender], what), BigInt(place + 1));
      if (power(group, group.g, value) !== expected) throw new Invalid(`${what} does not fit the public coefficients`);
      share = (share + value) % group.q;
    }
    return {
      private_key: await this.send(this.encryption, { decryption_key: String(share) }),
      public_key: publicKey(group, share),
    };
  }

  /** The share of the key, from the trustee's own encrypted message. */
  async decryptionKey(sealed: string): Promise<bigint> {
    const what = "the decryption key";
    const found = fields(await this.receive(this.verification, sealed, what), ["decryption_key"], what);
    return readShare(this.group, found.decryption_key, what);
  }

  private place(certificates: Certificate[]): number {
    const found = certificates.findIndex((one) => one.verification === this.verification && one.encryption === this.encryption);
    if (found < 0) throw new Invalid("the certificates do not contain the one of this seed");
    return found;
  }

  private async send(recipient: bigint, message: object): Promise<string> {
    const { group } = this;
    const inner = JSON.stringify({ recipient: String(recipient), message: JSON.stringify(message) });
    const signed = utf8.encode(JSON.stringify(sign(group, this.signing, inner)));
    const [r, s] = [exponent(group), exponent(group)];
    const [alpha, shared] = [power(group, group.g, r), power(group, group.g, s)];
    const data = await seal(sha256(utf8.encode(`key|${shared}`)), sha256(utf8.encode(`iv|${alpha}`)).slice(0, NONCE), signed);
    const beta = (power(group, recipient, r) * shared) % group.p;
    return JSON.stringify({ alpha: String(alpha), beta: String(beta), data: hex(data) });
  }

  private async receive(sender: bigint, sealed: string, what: string): Promise<unknown> {
    const { group } = this;
    const found = fields(JSON.parse(sealed), ["alpha", "beta", "data"], what);
    const alpha = readElement(group, found.alpha, what);
    const beta = readElement(group, found.beta, what);
    const shared = (beta * inverse(group, power(group, alpha, this.decryption))) % group.p;
    const data = Uint8Array.from(String(found.data).match(/../g) ?? [], (one) => parseInt(one, 16));
    const opened = await open(sha256(utf8.encode(`key|${shared}`)), sha256(utf8.encode(`iv|${alpha}`)).slice(0, NONCE), data);
    const inner = fields(verified(group, sender, JSON.parse(new TextDecoder().decode(opened)), what), ["recipient", "message"], what);
    if (inner.recipient !== String(this.encryption)) throw new Invalid(`${what} was meant for another trustee`);
    return JSON.parse(String(inner.message));
  }
}

/** A trustee's certificate, checked: both keys are elements, and it is signed with the first. */
export function readCertificate(group: Group, value: unknown, what: string): Certificate {
  const message = JSON.parse(String(fields(value, ["message", "signature"], what).message)) as unknown;
  const keys = fields(message, ["verification", "encryption"], what);
  const verification = readElement(group, keys.verification, what);
  verified(group, verification, value, what);
  return { verification, encryption: readElement(group, keys.encryption, what) };
}

function coefficientsOf(group: Group, certificate: Certificate, signed: unknown, what: string): bigint[] {
  const found = fields(verified(group, certificate.verification, signed, what), ["coefexps"], what);
  return items(found.coefexps, what).map((one) => readElement(group, one, what));
}

/** Π A_k^(index^k): the public key that belongs to a share (section 4.6.6). */
function evaluated(group: Group, coefficients: bigint[], index: bigint): bigint {
  return coefficients.reduceRight((found, one) => (power(group, found, index) * one) % group.p, 1n);
}

/** A trustee's part of the decryption of a tally that was checked before (section 4.18), as text to send. */
export function decrypt(election: Election, secret: bigint, tally: Ciphertext[][], told: (done: number) => void = () => undefined): string {
  const { group } = election;
  const key = power(group, group.g, secret);
  let done = 0;
  const part = (one: Ciphertext): { factor: string; proof: Proof } => {
    const mask = exponent(group);
    const pair = `${power(group, group.g, mask)},${power(group, one.alpha, mask)}`;
    const found = challenge(group, `decrypt|${election.fingerprint}|${key}|${pair}`);
    const factor = String(power(group, one.alpha, secret));
    done += 1;
    told(done);
    return { factor, proof: { challenge: found, response: mod(mask - secret * found, group.q) } };
  };
  const rows = tally.map((row) => row.map(part));
  return JSON.stringify({
    decryption_factors: rows.map((row) => row.map((one) => one.factor)),
    decryption_proofs: rows.map((row) => row.map((one) => writeProof(one.proof))),
  });
}
