"""Suggesting a kind: predictions a second in plain Python, against scikit-learn's own on the same weights.

    ./run bench triage [--texts 300]

Trains on made-up reports of 15 kinds, then asks both for one text after the other, as a page does. Needs no database.
"""

import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from folkmoot.modules.service_requests.triage import document, training
from folkmoot.modules.service_requests.triage.examples import Example
from folkmoot.modules.service_requests.triage.predict import Predictor

KINDS, WORDS, EACH, LENGTH = 15, 3000, 120, 30


def made_up() -> list[Example]:
    """Reports of 30 words; each kind prefers its own part of the vocabulary."""
    dice = random.Random(0)
    letters = "aeiounrstlmdkb"
    words = ["".join(dice.choices(letters, k=dice.randint(3, 9))) for _ in range(WORDS)]
    found = []
    for kind in range(KINDS):
        own = words[kind * 60 : kind * 60 + 60]
        for _ in range(EACH):
            text = " ".join(dice.choice(own if dice.random() < 0.2 else words) for _ in range(LENGTH))
            found.append((f"kind-{kind:02d}", text))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        Example(
            service_request_id=f"B-{at}", service_code=code, requested=start + timedelta(hours=at), title=text
        )
        for at, (code, text) in enumerate(found)
    ]


def per_second(ask: Callable[[str], object], texts: list[str]) -> float:
    """Texts answered in a second, the best of three rounds."""
    best = 0.0
    for _ in range(3):
        start = time.perf_counter()
        for text in texts:
            ask(text)
        best = max(best, len(texts) / (time.perf_counter() - start))
    return best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=300)
    options = parser.parse_args()
    examples = made_up()
    texts = [one.text for one in examples[:: max(1, len(examples) // options.texts)]][: options.texts]
    body = document.write(training.train(examples, data={}, judged={}))
    start = time.perf_counter()
    predictor = Predictor(document.read(body))
    print(f"document {len(body) / 1e6:.1f} MB, made ready in {time.perf_counter() - start:.2f} s")
    fitted = training.Fitted([one.text for one in examples], [one.service_code for one in examples])
    ours = per_second(predictor.probabilities, texts)
    reasons = per_second(predictor.suggest, texts)
    theirs = per_second(lambda text: fitted.probabilities([text]), texts)
    print(f"plain Python        {ours:8,.0f} a second, {1000 / ours:.2f} ms each")
    print(f"  with the reasons  {reasons:8,.0f} a second, {1000 / reasons:.2f} ms each")
    print(f"scikit-learn        {theirs:8,.0f} a second, {1000 / theirs:.2f} ms each")
    print(f"ratio {ours / theirs:.2f} (more than 1: plain Python is faster)")


if __name__ == "__main__":
    main()
