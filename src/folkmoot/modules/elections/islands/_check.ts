/* One ballot, checked by anybody: form, membership, signature, and every proof (Belenios 2.0, sections 4.11 to 4.15). Pure. */

import { type Election, type Homomorphic, type Ranked, sizeOf } from "./_ballot";
import { fingerprint, Invalid, readElement } from "./_group";
import * as proofs from "./_proofs";

export interface Read {
  credential: bigint;
  tracker: string;
  /** The ciphertexts of each question. */
  rows: proofs.Ciphertext[][];
}

/** Checks the ballots of one election; its tables serve all of them. */
export class Inspector extends proofs.Setting {
  constructor(private readonly election: Election) {
    super(election.group, election.key);
  }

  /** What a ballot holds. With `deep` every proof is checked; without it form, election, membership and hash. Throws Invalid. */
  read(payload: string, deep = true): Read {
    const { election, group } = this;
    const value = JSON.parse(payload) as unknown;
    if (JSON.stringify(value) !== payload) throw new Invalid("the ballot is not in its compact form");
    const found = proofs.fields(value, ["election_uuid", "election_hash", "credential", "answers", "signature"], "the ballot");
    if (found.election_uuid !== election.uuid || found.election_hash !== election.fingerprint) {
      throw new Invalid("the ballot is for another election");
    }
    const credential = readElement(group, found.credential, "the credential");
    const signature = proofs.fields(found.signature, ["hash", "proof"], "the signature");
    const { signature: _, ...unsigned } = found;
    if (fingerprint(JSON.stringify(unsigned)) !== signature.hash) throw new Invalid("the signed hash is not that of the ballot");
    if (deep) this.signature(credential, String(signature.hash), signature.proof);
    const context = `${election.fingerprint}|${credential}`;
    const answers = proofs.items(found.answers, "the answers", election.questions.length);
    const rows = election.questions.map((one, at) => {
      const what = `question ${at + 1}`;
      return "ranked" in one ? [this.ranked(context, one, answers[at], what, deep)] : this.chosen(context, one, answers[at], what, deep);
    });
    return { credential, tracker: fingerprint(payload), rows };
  }

  private signature(credential: bigint, hash: string, value: unknown): void {
    const proof = proofs.readProof(this.group, value, "the signature");
    if (!proofs.knows(this.group, credential, proof, (commitment) => `sig|${hash}|${commitment}`)) {
      throw new Invalid("the signature does not verify");
    }
  }

  private ranked(context: string, _one: Ranked, value: unknown, what: string, deep: boolean): proofs.Ciphertext {
    const { group, key } = this;
    const found = proofs.fields(value, ["choices", "proof"], what);
    const choice = proofs.readCiphertext(group, found.choices, what);
    const proof = proofs.readProof(group, found.proof, what);
    const text = `raweg|${context}|${key},${proofs.textOf(choice)}`;
    if (deep && !proofs.knows(group, choice.alpha, proof, (commitment) => `${text}|${commitment}`)) {
      throw new Invalid(`the proof of ${what} does not verify`);
    }
    return choice;
  }

  private chosen(context: string, one: Homomorphic, value: unknown, what: string, deep: boolean): proofs.Ciphertext[] {
    const { group } = this;
    const size = sizeOf(one);
    const keys = ["choices", "individual_proofs", "overall_proof", ...(one.blank ? ["blank_proof"] : [])];
    const found = proofs.fields(value, keys, what);
    const read = (given: unknown, count: number): proofs.Proof[] =>
      proofs.items(given, what, count).map((proof) => proofs.readProof(group, proof, what));
    const choices = proofs.items(found.choices, what, size).map((choice) => proofs.readCiphertext(group, choice, what));
    const individual = proofs.items(found.individual_proofs, what, size).map((some) => read(some, 2));
    const overall = read(found.overall_proof, one.high - one.low + 1 + (one.blank ? 1 : 0));
    const blank = one.blank ? read(found.blank_proof, 2) : undefined;
    if (!deep) return choices;
    const demand = (good: boolean, why: string): void => {
      if (!good) throw new Invalid(`it is not proven that ${why} (${what})`);
    };
    choices.forEach((choice, at) => {
      demand(this.holds(proofs.interval(context, choice, 0, 1), individual[at] as proofs.Proof[]), `choice ${at + 1} is 0 or 1`);
    });
    const whole = `${context}|${choices.map(proofs.textOf).join(",")}`;
    const total = this.combine(choices.slice(one.blank ? 1 : 0));
    if (!blank) {
      demand(this.holds(proofs.interval(whole, total, one.low, one.high), overall), `${one.low} to ${one.high} are chosen`);
      return choices;
    }
    const first = choices[0] as proofs.Ciphertext;
    demand(this.holds(proofs.blankOrNothing(whole, first, total), blank), "a blank vote chooses nothing");
    demand(this.holds(proofs.blankOrInterval(whole, first, total, one.low, one.high), overall), `${one.low} to ${one.high} are chosen`);
    return choices;
  }
}
