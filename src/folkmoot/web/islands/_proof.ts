/* Proofs of the public record, checked where the reader is. Formats: docs/record.md. Pure: no page, no network. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** What did not match; the page has words for each. */
export type Reason = "damaged" | "place" | "entry" | "signature" | "unsigned" | "witness" | "steps" | "key";

export class Mismatch extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

const HASH = 32;
const LOG = 0x01;
const WITNESS = 0x04;
const utf8 = new TextEncoder();

export interface Key {
  name: string;
  id: string;
  kind: number;
  bytes: Uint8Array;
}

export interface Proof {
  index: bigint;
  path: Uint8Array[];
  note: string;
}

export interface Head {
  origin: string;
  size: bigint;
  root: Uint8Array;
  text: string;
  /** Names of the witnesses whose cosignature is good. */
  witnesses: string[];
}

/** Everything that was fetched about one entry, and what the page says of it. */
export interface Files {
  index: bigint;
  leaf: string;
  entry: Uint8Array;
  proof: string;
  key: string;
  policy: string;
}

export interface Found {
  steps: number;
  size: bigint;
  witnesses: number;
  asked: number;
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
}

export function unhex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (one) => parseInt(one, 16));
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Base64 written in the one right way; one value must not have two spellings. */
export function unbase64(text: string): Uint8Array {
  try {
    const plain = atob(text);
    if (btoa(plain) === text) return Uint8Array.from(plain, (one) => one.charCodeAt(0));
  } catch {
    // Told below, as every other spelling that is not right.
  }
  throw new Mismatch("damaged", `${text.slice(0, 40)} is not base64`);
}

export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(joined(Uint8Array.of(0), entry));
}

function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(joined(Uint8Array.of(1), left, right));
}

function bits(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

/** The root that a path leads to (RFC 9162, section 2.1.3.2). */
export function rootFrom(index: bigint, size: bigint, leaf: Uint8Array, path: Uint8Array[]): Uint8Array {
  if (index < 0n || index >= size) throw new Mismatch("place", `there is no entry ${index} among ${size}`);
  if ([leaf, ...path].some((one) => one.length !== HASH)) throw new Mismatch("damaged", "a fingerprint has a wrong length");
  const inner = bits(index ^ (size - 1n));
  const border = (index >> BigInt(inner)).toString(2).replace(/0/g, "").length;
  if (path.length !== inner + border) {
    throw new Mismatch("damaged", `${path.length} steps were given, ${inner + border} are needed`);
  }
  return path.reduce((found, sibling, level) => {
    const right = level < inner && ((index >> BigInt(level)) & 1n) === 0n;
    return right ? node(found, sibling) : node(sibling, found);
  }, leaf);
}

/** A verifier key, `name+id+base64` (C2SP signed-note). */
export function parseKey(vkey: string, kind: number): Key {
  const [, name = "", id = "", encoded = ""] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey.trim()) ?? [];
  if (!name) throw new Mismatch("key", "a key looks like name+id+base64");
  const data = unbase64(encoded);
  if (data.length !== HASH + 1 || data[0] !== kind) throw new Mismatch("key", `the key of ${name} is of another kind`);
  if (hex(sha256(joined(utf8.encode(`${name}\n`), data))).slice(0, 8) !== id) {
    throw new Mismatch("key", `the number of the key of ${name} does not fit the key`);
  }
  return { name, id, kind, bytes: data.slice(1) };
}

/** The witnesses that a policy names (C2SP tlog-policy). */
export function witnessesOf(policy: string): Key[] {
  return policy
    .split("\n")
    .map((line) => line.trim().split(/[ \t]+/))
    .filter(([verb]) => verb === "witness")
    .map((words) => parseKey(words[2] ?? "", WITNESS));
}

export function parseProof(file: string): Proof {
  const gap = file.indexOf("\n\n");
  const lines = file.slice(0, Math.max(gap, 0)).split("\n");
  if (gap < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Mismatch("damaged", "this is not a proof file");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const [, index] = /^index (0|[1-9]\d{0,18})$/.exec(lines.shift() ?? "") ?? [];
  if (index === undefined) throw new Mismatch("damaged", "the proof does not say which entry it is about");
  return { index: BigInt(index), path: lines.map(unbase64), note: file.slice(gap + 2) };
}

function signedBy(key: Key, text: string, data: Uint8Array): boolean {
  let message = utf8.encode(text);
  let signature = data.slice(4);
  if (key.kind === WITNESS) {
    if (signature.length <= 8) return false;
    const at = BigInt(`0x${hex(signature.slice(0, 8))}`);
    if (at === 0n || at >= 1n << 63n) return false;
    message = utf8.encode(`cosignature/v1\ntime ${at}\n${text}`);
    signature = signature.slice(8);
  }
  if (signature.length !== 64) return false;
  return ed25519.verify(signature, message, key.bytes, { zip215: false });
}

/** Check a checkpoint's signatures by known keys, and read it. One false signature by a known key is enough to refuse. */
export function openCheckpoint(note: string, log: Key, witnesses: Key[]): Head {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new Mismatch("damaged", "the checkpoint is not a signed note");
  const text = note.slice(0, split + 1);
  const good = new Set<Key>();
  for (const line of note.slice(split + 2, -1).split("\n")) {
    const [, name, encoded = ""] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    if (name === undefined) throw new Mismatch("damaged", "a signature line of the checkpoint is malformed");
    const data = unbase64(encoded);
    const key = [log, ...witnesses].find((one) => one.name === name && one.id === hex(data.slice(0, 4)));
    if (!key) continue;
    if (!signedBy(key, text, data)) throw new Mismatch(key === log ? "signature" : "witness", name);
    good.add(key);
  }
  if (!good.has(log)) throw new Mismatch("unsigned", log.name);
  const [origin = "", size = "", root = ""] = text.split("\n");
  if (origin !== log.name) throw new Mismatch("unsigned", `the checkpoint is of ${origin}`);
  if (!/^(0|[1-9]\d{0,18})$/.test(size)) throw new Mismatch("damaged", "the checkpoint does not state its size");
  const names = witnesses.filter((one) => good.has(one)).map((one) => one.name);
  return { origin, size: BigInt(size), root: unbase64(root), text, witnesses: names };
}

/** Do every sum again. Throws Mismatch with what is false. */
export function check(files: Files): Found {
  const proof = parseProof(files.proof);
  const witnesses = witnessesOf(files.policy);
  const head = openCheckpoint(proof.note, parseKey(files.key, LOG), witnesses);
  if (proof.index !== files.index) throw new Mismatch("place", `the proof is about entry ${proof.index}`);
  const leaf = leafHash(files.entry);
  if (hex(leaf) !== files.leaf) throw new Mismatch("entry", hex(leaf));
  if (!same(rootFrom(proof.index, head.size, leaf, proof.path), head.root)) throw new Mismatch("steps", hex(head.root));
  return { steps: proof.path.length, size: head.size, witnesses: head.witnesses.length, asked: witnesses.length };
}

/** Whether words and salt open a commitment (docs/record.md, Commitments). */
export function opens(commitment: string, salt: Uint8Array, words: string): boolean {
  return hex(sha256(joined(utf8.encode("folkmoot/commit/1\n"), salt, utf8.encode(words)))) === commitment;
}
