/* Does what test_browser.py asks, with the scripts that a voter's and a trustee's browser run. Standard input: a list of
 * [what, groups, arguments]; standard output: for each {found} or {refused}. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";

const HERE = join(import.meta.dirname, "..", "..", "islands");
const names = ["group", "proofs", "credential", "ballot", "check", "board", "ccm", "trustee"];
const built = await esbuild.build({
  stdin: { contents: names.map((one) => `export * as ${one} from "./_${one}";`).join("\n"), resolveDir: HERE, loader: "ts" },
  bundle: true,
  format: "esm",
  write: false,
});
const lib = await import(`data:text/javascript;base64,${Buffer.from(built.outputFiles[0].contents).toString("base64")}`);
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const base64 = (data) => Buffer.from(data).toString("base64");
const election = (groups, payload) => lib.ballot.readElection(bytes(payload), groups);
const plain = (value) => JSON.parse(JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one)));

const DOES = {
  generate: () => lib.credential.generate(),
  tidy: (_, typed) => lib.credential.tidy(typed),
  public: (groups, credential, uuid, name) => lib.credential.publicOf(credential, uuid, groups[name]),
  cast: (groups, payload, credential, choices) => {
    const began = performance.now();
    const found = lib.ballot.cast(election(groups, payload), credential, choices);
    return { ...found, milliseconds: performance.now() - began };
  },
  audit: (groups, payload, ballot, opening) => lib.ballot.audit(election(groups, payload), ballot, opening),
  check: (groups, payload, ballot) => lib.check && new lib.check.Inspector(election(groups, payload)).read(ballot),
  board: (groups, archive, deep) => {
    const { election: _, roll, ...found } = lib.board.readBoard(bytes(archive), { groups, deep });
    return { ...found, credentials: roll.size };
  },
  seal: async (_, key, nonce, text) => base64(await lib.ccm.seal(bytes(key), bytes(nonce), bytes(text))),
  open: async (_, key, nonce, sealed) => base64(await lib.ccm.open(bytes(key), bytes(nonce), bytes(sealed))),
  seed: () => lib.trustee.generateSeed(),
  publicKey: (groups, name, secret) => lib.trustee.publicKey(groups[name], BigInt(secret)),
  certify: (groups, name, seed) => new lib.trustee.Trustee(groups[name], seed).certify(),
  propose: (groups, name, seed, certificates, threshold) => {
    const read = certificates.map((one) => lib.trustee.readCertificate(groups[name], one, "a certificate"));
    return new lib.trustee.Trustee(groups[name], seed).propose(read, threshold);
  },
  accept: (groups, name, seed, certificates, given) => {
    const read = certificates.map((one) => lib.trustee.readCertificate(groups[name], one, "a certificate"));
    return new lib.trustee.Trustee(groups[name], seed).accept(read, given);
  },
  decryptionKey: (groups, name, seed, sealed) => new lib.trustee.Trustee(groups[name], seed).decryptionKey(sealed),
  decrypt: (groups, archive, secret) => {
    const board = lib.board.readBoard(bytes(archive), { groups });
    return lib.trustee.decrypt(board.election, BigInt(secret), board.tally);
  },
  encode: (groups, name, values) => lib.group.encode(groups[name], values),
};

const answers = [];
for (const [what, given, words] of JSON.parse(readFileSync(0, "utf8"))) {
  const groups = { ...lib.group.GROUPS };
  for (const [name, one] of Object.entries(given)) {
    const embedding = one.embedding && { padding: BigInt(one.embedding[0]), bits: BigInt(one.embedding[1]) };
    groups[name] = { name, p: BigInt(one.p), q: BigInt(one.q), g: BigInt(one.g), ...(embedding ? { embedding } : {}) };
  }
  try {
    answers.push({ found: plain((await DOES[what](groups, ...words)) ?? null) });
  } catch (problem) {
    if (!(problem instanceof lib.group.Invalid) && !(problem instanceof SyntaxError)) throw problem;
    answers.push({ refused: problem.message });
  }
}
process.stdout.write(JSON.stringify(answers));
