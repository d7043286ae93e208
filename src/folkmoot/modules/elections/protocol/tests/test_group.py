"""The groups are what they are said to be, and numbers have one way to be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.modules.elections.protocol import credentials
from folkmoot.modules.elections.protocol.arithmetic import FixedBase, is_prime, power, power_product
from folkmoot.modules.elections.protocol.errors import Invalid
from folkmoot.modules.elections.protocol.group import BELENIOS_2048, GROUPS, RFC_3526_2048
from folkmoot.modules.elections.protocol.tests.kit import PLAIN, SAFE


@pytest.mark.parametrize("group", [*GROUPS.values(), SAFE, PLAIN], ids=lambda one: one.name)
def test_constants(group):
    assert is_prime(group.p)
    assert is_prime(group.q)
    assert (group.p - 1) % group.q == 0
    assert group.g != 1
    assert power(group.g, group.q, group.p) == 1


def test_the_group_of_the_rfc_is_the_one_of_its_formula():
    # RFC 3526, section 3: 2^2048 − 2^1984 − 1 + 2^64 · ([2^1918 π] + 124476); π from Machin's formula.
    digits = 1 << 2100

    def arctangent(of):
        total, term, place = 0, digits // of, 1
        while term:
            total += term // place if place % 4 == 1 else -(term // place)
            term, place = term // (of * of), place + 2
        return total

    pi = 4 * (4 * arctangent(5) - arctangent(239))
    assert RFC_3526_2048.p == 2**2048 - 2**1984 - 1 + 2**64 * ((pi >> (2100 - 1918)) + 124476)
    assert int(BELENIOS_2048.p).bit_length() == 2048
    assert int(BELENIOS_2048.q).bit_length() == 256


@pytest.mark.parametrize("text", ["01", "+1", "-1", " 1", "1 ", "", "0x1", "1_0", "１", "1" * 5000])
def test_a_number_has_one_way_to_be_written(text):
    with pytest.raises(Invalid) as refused:
        SAFE.read_exponent(text)
    assert refused.value.check == "encoding"


@pytest.mark.parametrize("value", [1, None, True, ["1"]])
def test_a_number_is_a_string(value):
    with pytest.raises(Invalid):
        SAFE.read_element(value)


def test_bounds():
    assert SAFE.read_exponent(str(SAFE.q - 1)) == SAFE.q - 1
    assert SAFE.read_element(str(SAFE.p - 1)) == SAFE.p - 1
    for read, text in ((SAFE.read_exponent, SAFE.q), (SAFE.read_element, SAFE.p), (SAFE.read_element, 0)):
        with pytest.raises(Invalid):
            read(str(text))


@pytest.mark.parametrize("group", [SAFE, PLAIN, BELENIOS_2048], ids=lambda one: one.name)
def test_one_stranger_among_many_is_found(group):
    values = [group.power(group.g, one) for one in range(1, 201)]
    assert group.members(values)
    for place in (0, 77, 199):
        # Of order 2q: the hardest stranger for a test by random products.
        assert not group.members([*values[:place], group.p - values[place], *values[place + 1 :]])
    two = [group.p - one for one in values[:2]]
    assert not group.members([*two, *values])
    assert not group.members([*values, 0])
    assert not group.members([*values, group.p + 1])


@given(st.lists(st.tuples(st.integers(1, 10**40), st.integers(0, PLAIN.q - 1)), max_size=40))
def test_many_powers_at_once(pairs):
    bases, exponents = [one for one, _ in pairs], [one for _, one in pairs]
    expected = 1
    for base, exponent in pairs:
        expected = expected * pow(base, exponent, int(PLAIN.p)) % int(PLAIN.p)
    assert power_product(bases, exponents, PLAIN.p) == expected


@given(st.integers(0, PLAIN.q - 1), st.integers(1, 9))
def test_powers_by_table(exponent, width):
    table = FixedBase(PLAIN.g, PLAIN.p, int(PLAIN.q).bit_length(), width)
    assert table.power(exponent) == pow(PLAIN.g, int(exponent), PLAIN.p)
    assert PLAIN.secret_power(PLAIN.g, exponent) == pow(PLAIN.g, int(exponent), PLAIN.p)


@given(st.lists(st.integers(0, 255), max_size=22))
def test_packed_numbers_come_back(values):
    element = SAFE.encode(values)
    assert SAFE.member(element)
    assert SAFE.decode(element, len(values)) == values


def test_what_cannot_be_packed_is_refused():
    for values in ([256], [-1], [0] * 23):
        with pytest.raises(Invalid):
            SAFE.encode(values)
    with pytest.raises(Invalid):
        PLAIN.encode([1])


def test_credentials():
    code = credentials.generate()
    assert len(code) == 19
    assert credentials.check(code) == code
    assert credentials.check(code.replace("-", ""))
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for bad in (wrong, code[:-1], code.replace("-", " "), "0" + code[1:], code + "1", ""):
        with pytest.raises(Invalid):
            credentials.check(bad)


def test_a_list_of_credentials_comes_back():
    members = [PLAIN.power(PLAIN.g, one) for one in (5, 6, 7)]
    for weights in ([1, 1, 1], [1, 3, 2]):
        roll = credentials.Roll.of(dict(zip(members, weights, strict=True)))
        again = credentials.Roll.read(roll.write(), PLAIN)
        assert again == roll
        assert again.total == sum(weights)
