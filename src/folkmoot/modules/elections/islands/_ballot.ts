/* Ballots: made in the voter's browser, and opened again when the voter audits one (Belenios 2.0, sections 4.9 to 4.15).
 *
 * Pure: no page, no network. `cast` gives the ballot and what it was made of. Whoever casts it throws the latter away;
 * whoever audits it shows it to another device, and the ballot is burnt.
 */

import { secretOf } from "./_credential";
import { encode, exponent, fingerprint, fits, type Group, GROUPS, Invalid, mod, readElement } from "./_group";
import * as proofs from "./_proofs";

/** A question of which only sums become known. */
export interface Homomorphic {
  question: string;
  answers: string[];
  low: number;
  high: number;
  blank: boolean;
}

/** A question whose single answers become known, shuffled: each answer gets a small number. */
export interface Ranked {
  question: string;
  answers: string[];
  ranked: true;
}

export type Question = Homomorphic | Ranked;

export interface Election {
  uuid: string;
  name: string;
  group: Group;
  key: bigint;
  fingerprint: string;
  questions: Question[];
}

/** What was encrypted, with the randomness of every ciphertext. */
export interface Opening {
  choices: number[][];
  randomness: string[][];
}

export interface Cast {
  /** The bytes to send, as text. */
  payload: string;
  tracker: string;
  opening: Opening;
}

const isRanked = (one: Question): one is Ranked => "ranked" in one;

function question(value: unknown, group: Group, at: number): Question {
  const what = `question ${at + 1}`;
  if (typeof value === "object" && value !== null && "type" in value) {
    const outer = proofs.fields(value, ["type", "value"], what);
    if (outer.type !== "NonHomomorphic") throw new Invalid(`the type of ${what} is unknown`);
    const inner = proofs.fields(outer.value, ["answers", "question"], what);
    const answers = proofs.items(inner.answers, what).map(String);
    if (!fits(group, answers.length)) throw new Invalid(`the answers of ${what} do not fit the group`);
    return { question: String(inner.question), answers, ranked: true };
  }
  const blank = typeof value === "object" && value !== null && "blank" in value;
  const found = proofs.fields(value, ["answers", ...(blank ? ["blank"] : []), "min", "max", "question"], what);
  const answers = proofs.items(found.answers, what).map(String);
  const [low, high] = [found.min, found.max];
  if (!Number.isInteger(low) || !Number.isInteger(high)) throw new Invalid(`the limits of ${what} are not numbers`);
  const limits = { low: low as number, high: high as number };
  if (limits.low < 0 || limits.low > limits.high || limits.high > answers.length) throw new Invalid(`the limits of ${what} do not fit`);
  return { question: String(found.question), answers, ...limits, blank: found.blank === true };
}

/** An election from the bytes that were published. Throws Invalid. */
export function readElection(payload: Uint8Array, groups: Record<string, Group> = GROUPS): Election {
  const found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload)) as Record<string, unknown>;
  const group = groups[String(found.group)];
  if (!group) throw new Invalid(`the group ${found.group} is unknown`);
  if (found.version !== 1) throw new Invalid("the version of the election is not 1");
  const key = readElement(group, found.public_key, "the key of the election");
  if (key === 1n) throw new Invalid("the key of the election is 1, which hides nothing");
  return {
    uuid: String(found.uuid),
    name: String(found.name),
    group,
    key,
    fingerprint: fingerprint(payload),
    questions: proofs.items(found.questions, "questions").map((one, at) => question(one, group, at)),
  };
}

/** How many numbers an answer has; with `blank` the first says whether the vote is blank. */
export function sizeOf(one: Question): number {
  return one.answers.length + (!isRanked(one) && one.blank ? 1 : 0);
}

/** Whether a question allows these numbers. Throws Invalid. */
export function demandAllowed(one: Question, values: number[], at: number): void {
  const what = `question ${at + 1}`;
  if (values.length !== sizeOf(one)) throw new Invalid(`${what} takes ${sizeOf(one)} numbers`);
  if (isRanked(one)) return;
  if (values.some((value) => value !== 0 && value !== 1)) throw new Invalid(`every number of ${what} has to be 0 or 1`);
  const chosen = values.slice(one.blank ? 1 : 0).reduce((sum, value) => sum + value, 0);
  const blank = one.blank && values[0] === 1;
  if (blank ? chosen > 0 : chosen < one.low || chosen > one.high) {
    throw new Invalid(`${what} has ${chosen} chosen, allowed are ${one.low} to ${one.high}`);
  }
}

/** What every part of one ballot has in common. */
class Writer extends proofs.Setting {
  readonly context: string;

  constructor(election: Election, credential: bigint) {
    super(election.group, election.key);
    this.context = `${election.fingerprint}|${credential}`;
  }

  answer(one: Question, values: number[]): { written: object; randomness: bigint[] } {
    return isRanked(one) ? this.packed(values) : this.chosen(one, values);
  }

  private packed(values: number[]): { written: object; randomness: bigint[] } {
    const { group, key, context } = this;
    const randomness = exponent(group);
    const ciphertext = this.encrypt(encode(group, values), randomness);
    const text = `raweg|${context}|${key},${proofs.textOf(ciphertext)}`;
    const proof = proofs.know(group, randomness, (commitment) => `${text}|${commitment}`);
    return {
      written: { choices: proofs.writeCiphertext(ciphertext), proof: proofs.writeProof(proof) },
      randomness: [randomness],
    };
  }

  private chosen(one: Homomorphic, values: number[]): { written: object; randomness: bigint[] } {
    const { group, context } = this;
    const randomness = values.map(() => exponent(group));
    const choices = values.map((value, at) => this.encrypt(value ? group.g : 1n, randomness[at] as bigint));
    const individual = choices.map((choice, at) =>
      this.prove(proofs.interval(context, choice, 0, 1), values[at] as number, randomness[at] as bigint),
    );
    const whole = `${context}|${choices.map(proofs.textOf).join(",")}`;
    const skip = one.blank ? 1 : 0;
    const total = this.combine(choices.slice(skip));
    const sum = mod(randomness.slice(skip).reduce((found, value) => found + value, 0n), group.q);
    const chosen = values.slice(skip).reduce((found, value) => found + value, 0);
    const written: Record<string, unknown> = {
      choices: choices.map(proofs.writeCiphertext),
      individual_proofs: individual.map((some) => some.map(proofs.writeProof)),
    };
    if (!one.blank) {
      const overall = this.prove(proofs.interval(whole, total, one.low, one.high), chosen - one.low, sum);
      return { written: { ...written, overall_proof: overall.map(proofs.writeProof) }, randomness };
    }
    const [first, mask] = [choices[0] as proofs.Ciphertext, randomness[0] as bigint];
    const empty = values[0] === 1;
    const blank = this.prove(proofs.blankOrNothing(whole, first, total), empty ? 1 : 0, empty ? sum : mask);
    const choice = proofs.blankOrInterval(whole, first, total, one.low, one.high);
    const overall = this.prove(choice, empty ? 0 : chosen - one.low + 1, empty ? mask : sum);
    return {
      written: { ...written, overall_proof: overall.map(proofs.writeProof), blank_proof: blank.map(proofs.writeProof) },
      randomness,
    };
  }
}

/** Encrypt and sign a vote: for each question a list of numbers. `told` hears after each question how many are done. */
export function cast(election: Election, credential: string, choices: number[][], told: (done: number) => void = () => undefined): Cast {
  const { group, questions } = election;
  if (choices.length !== questions.length) throw new Invalid(`there are ${questions.length} questions`);
  questions.forEach((one, at) => demandAllowed(one, choices[at] as number[], at));
  const secret = secretOf(credential, election.uuid, group);
  const plain = new proofs.Setting(group, election.key);
  const own = plain.generator.power(secret);
  const writer = new Writer(election, own);
  const answers = questions.map((one, at) => {
    const found = writer.answer(one, choices[at] as number[]);
    told(at + 1);
    return found;
  });
  const body = {
    election_uuid: election.uuid,
    election_hash: election.fingerprint,
    credential: String(own),
    answers: answers.map((one) => one.written),
  };
  const hash = fingerprint(JSON.stringify(body));
  const proof = proofs.know(group, secret, (commitment) => `sig|${hash}|${commitment}`);
  const payload = JSON.stringify({ ...body, signature: { hash, proof: proofs.writeProof(proof) } });
  return {
    payload,
    tracker: fingerprint(payload),
    opening: { choices, randomness: answers.map((one) => one.randomness.map(String)) },
  };
}

/**
 * What an audited ballot holds: every ciphertext is made again from the opening and compared. Gives the choices of each
 * question. Throws Invalid where the ballot holds something else.
 */
export function audit(election: Election, payload: string, opening: Opening): number[][] {
  const { group } = election;
  const setting = new proofs.Setting(group, election.key);
  const found = JSON.parse(payload) as Record<string, unknown>;
  if (found.election_hash !== election.fingerprint) throw new Invalid("the ballot is for another election");
  const answers = proofs.items(found.answers, "the ballot", election.questions.length) as Record<string, unknown>[];
  return election.questions.map((one, at) => {
    const what = `question ${at + 1}`;
    const values = opening.choices[at] ?? [];
    const written = answers[at]?.choices;
    const ciphertexts = (isRanked(one) ? [written] : proofs.items(written, what, sizeOf(one))).map((value) =>
      proofs.readCiphertext(group, value, what),
    );
    const messages = isRanked(one) ? [encode(group, values)] : values.map((value) => (value ? group.g : 1n));
    const randomness = opening.randomness[at] ?? [];
    if (messages.length !== ciphertexts.length || randomness.length !== ciphertexts.length) {
      throw new Invalid(`${what} of the ballot has another number of choices`);
    }
    ciphertexts.forEach((ciphertext, place) => {
      const again = setting.encrypt(messages[place] as bigint, BigInt(randomness[place] as string));
      if (proofs.textOf(again) !== proofs.textOf(ciphertext)) throw new Invalid(`choice ${place + 1} of ${what} holds something else`);
    });
    return values;
  });
}
