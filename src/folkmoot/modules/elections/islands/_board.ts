/* The archive of an election in the browser: its bytes, its chain, its ballots, and the tally that follows from them.
 *
 * Belenios 2.0, section 4.4. A trustee decrypts nothing that this did not compute itself: the product of exactly the last
 * ballots of all credentials, from Setup to EndBallots. Pure: no page, no network.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { type Election, readElection } from "./_ballot";
import { Inspector } from "./_check";
import { type Group, GROUPS, Invalid, power, readElement } from "./_group";
import { type Ciphertext, fields, items, writeCiphertext } from "./_proofs";

const BLOCK = 512;
const DATA: Record<string, number> = {
  Setup: 4, Ballot: 1, EndBallots: 0, EncryptedTally: 2, Shuffle: 2, EndShuffles: 0, PartialDecryption: 2, Result: 1,
};
const NEXT: Record<string, string[]> = {
  "": ["Setup"],
  Setup: ["Ballot", "EndBallots"],
  Ballot: ["Ballot", "EndBallots"],
  EndBallots: ["EncryptedTally"],
  EncryptedTally: ["Shuffle", "PartialDecryption"],
  Shuffle: ["Shuffle", "EndShuffles"],
  EndShuffles: ["PartialDecryption"],
  PartialDecryption: ["PartialDecryption", "Result"],
  Result: [],
};
const HEX = /^[0-9a-f]{64}$/;
const strict = new TextDecoder("utf-8", { fatal: true });

interface Step {
  type: string;
  data: string[];
}

export interface Board {
  election: Election;
  /** Public credentials with their weights, in the order of the list. */
  roll: Map<bigint, bigint>;
  ballots: number;
  /** The ballots that count, one for each credential that voted, and what they weigh. */
  counted: number;
  weight: bigint;
  /** The product of the ballots that count, once voting has ended; of ranked questions the answers themselves. */
  tally: Ciphertext[][];
  phase: string;
  /** Trackers of all ballots, in the order in which they were cast. */
  trackers: string[];
  /** Numbers of the trustees who have decrypted. */
  decrypted: number[];
  /** Hash of the last event. */
  head: string;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

function header(name: string, size: number, time: number): Uint8Array {
  const octal = (value: number, width: number): string => value.toString(8).padStart(width, "0");
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number): void => block.set(new TextEncoder().encode(text), at);
  put(name, 0);
  put(`0000644\0${"0000000\0".repeat(2)}${octal(size, 11)}\0${octal(time, 11)}\0${" ".repeat(8)}0`, 100);
  put(`${octal(block.reduce((sum, one) => sum + one, 0), 6)}\0 `, 148);
  return block;
}

/** Every member with its name, its bytes in their one canonical form. Throws Invalid. */
function* members(bytes: Uint8Array): Generator<[string, Uint8Array]> {
  let time = -1;
  for (let at = 0; at < bytes.length; ) {
    const block = bytes.subarray(at, at + BLOCK);
    const text = String.fromCharCode(...block);
    const name = text.slice(0, 100).replace(/\0+$/, "");
    const [size, when] = [parseInt(text.slice(124, 135), 8), parseInt(text.slice(136, 147), 8)];
    if (at === 0) time = when;
    const canonical = block.length === BLOCK && Number.isSafeInteger(size) && size >= 0 && /^[\x21-\x7e]+$/.test(name);
    if (!canonical || header(name, size, time).some((one, place) => one !== block[place])) {
      throw new Invalid(`the header at byte ${at} is not in its canonical form`);
    }
    const end = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (end > bytes.length) throw new Invalid(`the archive ends inside ${name}`);
    if (bytes.subarray(at + BLOCK + size, end).some(Boolean)) throw new Invalid("the padding is not made of zeros");
    yield [name, bytes.subarray(at + BLOCK, at + BLOCK + size)];
    at = end;
  }
}

/** Every event with its data, checked to be chained, in order and complete. `seen` hears of the bytes that were read. */
function* steps(bytes: Uint8Array, keep: (head: string) => void): Generator<Step> {
  const names = new Set<string>();
  let [before, parent, height, waiting]: [string, string, number, { stem: string; text: string }[]] = ["", "", 0, []];
  let first = true;
  for (const [name, content] of members(bytes)) {
    if (first) {
      first = false;
      const [start] = [JSON.parse(strict.decode(content)) as { version?: unknown }];
      if (name !== "BELENIOS" || start.version !== 1) throw new Invalid("an archive begins with the member BELENIOS of version 1");
      continue;
    }
    const [stem = "", kind] = [name.slice(0, 64), name.slice(64)];
    if (!HEX.test(stem) || hex(sha256(content)) !== stem) throw new Invalid(`the content of ${name} has another hash`);
    if (names.has(stem)) throw new Invalid(`${name} stands twice`);
    names.add(stem);
    const text = strict.decode(content);
    if (kind === ".data.json") {
      waiting.push({ stem, text });
      continue;
    }
    if (kind !== ".event.json") throw new Invalid(`${name} is neither data nor event`);
    const event = JSON.parse(text) as Record<string, unknown>;
    const type = String(event.type);
    const payload = waiting[waiting.length - 1]?.stem;
    const expected = { ...(parent ? { parent } : {}), height, type, ...(payload === undefined ? {} : { payload }) };
    if (!NEXT[before]?.includes(type)) throw new Invalid(`${type} stands behind ${before || "nothing"}`);
    // One comparison of bytes covers the parent, the height, the payload, and the form.
    if (JSON.stringify(expected) !== text) throw new Invalid(`event ${height} does not follow from what stands before it`);
    if (waiting.length !== DATA[type]) throw new Invalid(`event ${height} has ${waiting.length} data members, not ${DATA[type]}`);
    keep(stem);
    yield { type, data: waiting.map((one) => one.text) };
    [before, parent, height, waiting] = [type, stem, height + 1, []];
  }
  if (waiting.length) throw new Invalid("data at the end of the archive belongs to no event");
  if (!height) throw new Invalid("the archive contains no event");
}

function readRoll(group: Group, text: string): Map<bigint, bigint> {
  const roll = new Map<bigint, bigint>();
  items(JSON.parse(text), "the credentials").forEach((entry, at) => {
    const what = `credential ${at + 1}`;
    const [, element = "", weight = "1"] = /^(\d+)(?:,([1-9]\d{0,9}))?$/.exec(String(entry)) ?? [];
    const value = readElement(group, element, what);
    if (roll.has(value) || value === 1n) throw new Invalid(`${what} stands twice or is 1`);
    roll.set(value, BigInt(weight));
  });
  return roll;
}

function compare(one: Ciphertext, other: Ciphertext): number {
  const [a, b] = one.alpha === other.alpha ? [one.beta, other.beta] : [one.alpha, other.alpha];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The product of what counts, as the board has to publish it (section 4.16). */
function tallied(election: Election, counted: Map<bigint, Ciphertext[][]>, roll: Map<bigint, bigint>): Ciphertext[][] {
  const { group } = election;
  return election.questions.map((question, at) => {
    const rows = Array.from(counted, ([credential, some]) => ({ row: some[at] as Ciphertext[], weight: roll.get(credential) ?? 1n }));
    if ("ranked" in question) {
      if (rows.some((one) => one.weight !== 1n)) throw new Invalid("weights do not go with ranked questions");
      return rows.flatMap((one) => one.row).sort(compare);
    }
    const size = question.answers.length + (question.blank ? 1 : 0);
    return Array.from({ length: size }, (_, place) =>
      rows.reduce(
        (sum, { row, weight }) => {
          const one = row[place] as Ciphertext;
          const times = (value: bigint): bigint => (weight === 1n ? value : power(group, value, weight));
          return { alpha: (sum.alpha * times(one.alpha)) % group.p, beta: (sum.beta * times(one.beta)) % group.p };
        },
        { alpha: 1n, beta: 1n },
      ),
    );
  });
}

export interface Options {
  /** Check every proof of every ballot as well; takes a second for a few ballots, so that it is for small elections. */
  deep?: boolean;
  groups?: Record<string, Group>;
  /** Hears how many ballots were read. */
  told?: (ballots: number) => void;
}

/**
 * Read an archive and compute the tally from its ballots. Throws Invalid where anything is amiss: the chain, the order,
 * a ballot, or a published tally that is not the product of the last ballots.
 */
export function readBoard(bytes: Uint8Array, options: Options = {}): Board {
  let [board, inspector]: [Board | undefined, Inspector | undefined] = [undefined, undefined];
  let head = "";
  const last = new Map<bigint, Ciphertext[][]>();
  for (const { type, data } of steps(bytes, (one) => (head = one))) {
    if (type === "Setup") {
      const election = readElection(new TextEncoder().encode(data[0] as string), options.groups ?? GROUPS);
      const named = ["election", "trustees", "credentials"].map((key, at) => [key, hex(sha256(new TextEncoder().encode(data[at] as string)))]);
      if (JSON.stringify(Object.fromEntries(named)) !== data[3]) throw new Invalid("the setup does not name the three members before it");
      inspector = new Inspector(election);
      const roll = readRoll(election.group, data[2] as string);
      board = { election, roll, ballots: 0, counted: 0, weight: 0n, tally: [], phase: type, trackers: [], decrypted: [], head };
    }
    if (!board || !inspector) throw new Invalid("an archive begins with its setup");
    if (type === "Ballot") {
      const ballot = inspector.read(data[0] as string, options.deep ?? false);
      if (!board.roll.has(ballot.credential)) throw new Invalid(`the credential of ballot ${board.ballots + 1} is not in the list`);
      // The last ballot of a credential counts, and stands where it was cast.
      last.delete(ballot.credential);
      last.set(ballot.credential, ballot.rows);
      board.trackers.push(ballot.tracker);
      board.ballots += 1;
      options.told?.(board.ballots);
    } else if (type === "EndBallots") {
      board.counted = last.size;
      for (const credential of last.keys()) board.weight += board.roll.get(credential) ?? 0n;
      board.tally = tallied(board.election, last, board.roll);
    } else if (type === "EncryptedTally") {
      sized(board, data as [string, string]);
    } else if (type === "PartialDecryption") {
      board.decrypted.push(Number(fields(JSON.parse(data[1] as string), ["owner", "payload"], "the owner").owner));
    }
    Object.assign(board, { phase: type, head });
  }
  return board as Board;
}

function sized(board: Board, [tally, counts]: [string, string]): void {
  const written = JSON.stringify(board.tally.map((row) => row.map(writeCiphertext)));
  if (written !== tally) throw new Invalid("the published tally is not the product of the ballots that count");
  const weight = board.weight < 1n << 30n ? Number(board.weight) : String(board.weight);
  const name = hex(sha256(new TextEncoder().encode(tally)));
  const expected = JSON.stringify({ num_tallied: board.counted, total_weight: weight, encrypted_tally: name });
  if (counts !== expected) throw new Invalid("the published number of ballots or their weight is wrong");
}
