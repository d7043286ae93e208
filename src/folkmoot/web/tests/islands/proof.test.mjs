/* Run by test_proof_script.py with Node's own test runner. VECTORS names the folder with foreign proofs, CASE a file. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { check, hex, leafHash, Mismatch, opens, parseKey, rootFrom, unbase64, unhex } from "../../islands/_proof.ts";

const VECTORS = process.env.VECTORS;
const CASE = JSON.parse(readFileSync(process.env.CASE, "utf8"));

function files(changes = {}) {
  const all = { ...CASE, ...changes };
  return { ...all, index: BigInt(all.index), entry: new TextEncoder().encode(all.entry) };
}

function falseFor(reason, changes) {
  assert.throws(
    () => check(files(changes)),
    (problem) => problem instanceof Mismatch && problem.reason === reason,
    `${JSON.stringify(Object.keys(changes))} should be false for ${reason}`,
  );
}

test("foreign inclusion proofs get their verdict", { skip: !VECTORS && "missing: VECTORS" }, () => {
  const names = readdirSync(VECTORS, { recursive: true }).filter((name) => name.endsWith(".json"));
  assert.equal(names.length, 98);
  for (const name of names) {
    const one = JSON.parse(readFileSync(join(VECTORS, name), "utf8"));
    let verdict = false;
    try {
      const path = (one.proof ?? []).map(unbase64);
      const root = rootFrom(BigInt(one.leafIdx), BigInt(one.treeSize), unbase64(one.leafHash ?? ""), path);
      verdict = hex(root) === hex(unbase64(one.root ?? ""));
    } catch (problem) {
      assert.ok(problem instanceof Mismatch, `${name}: ${problem}`);
    }
    assert.equal(verdict, !one.wantErr, name);
  }
});

test("a true proof matches", () => {
  assert.deepEqual(check(files()), { steps: CASE.steps, size: BigInt(CASE.size), witnesses: 2, asked: 3 });
});

test("each thing that was changed is named", () => {
  const lines = CASE.proof.split("\n");
  const step = lines.findIndex((line) => line.startsWith("index ")) + 1;
  const other = [...lines];
  other[step] = btoa("x".repeat(32));
  falseFor("steps", { proof: other.join("\n") });
  falseFor("damaged", { proof: lines.toSpliced(step, 1).join("\n") });
  falseFor("damaged", { proof: "nonsense\n\n" });
  falseFor("damaged", { proof: CASE.proof.replace("\nindex ", "\nindex 0") });
  falseFor("entry", { entry: CASE.entry.replace("petitions", "petition5") });
  falseFor("place", { proof: CASE.proof.replace(/\nindex \d+/, "\nindex 3") });
  falseFor("place", { index: 3 });
  falseFor("signature", { proof: CASE.proof.replace(`\n${CASE.size}\n`, `\n${CASE.size + 1}\n`) });
  falseFor("unsigned", { key: CASE.otherKey });
  falseFor("witness", { proof: CASE.proof + CASE.falseCosignature });
  falseFor("key", { key: "nonsense" });
  falseFor("key", { key: CASE.witnessKey });
  falseFor("key", { policy: `witness a ${CASE.key}\nquorum a\n` });
});

test("keys and base64 are read in one way only", () => {
  assert.throws(() => unbase64("QQ"), Mismatch);
  assert.throws(() => unbase64("QR=="), Mismatch);
  assert.throws(() => unbase64("Q\nQ="), Mismatch);
  const [name, , rest] = CASE.key.split("+");
  assert.throws(() => parseKey(`${name}+00000000+${rest}`, 1), Mismatch);
});

test("words open their commitment and no other", () => {
  const { commitment, salt, words } = CASE.text;
  assert.ok(opens(commitment, unhex(salt), words));
  assert.ok(!opens(commitment, unhex(salt), `${words} `));
  assert.ok(!opens(commitment, unhex(salt.replace(/./, (one) => (one === "0" ? "1" : "0"))), words));
  assert.equal(hex(leafHash(new TextEncoder().encode(CASE.entry))), CASE.leaf);
});
