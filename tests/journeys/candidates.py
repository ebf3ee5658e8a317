#!/usr/bin/python3
# candidates.py: a name and a year instead of a number: several it may be, and nobody is picked for the reader
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives bedside by real keys and looks at it as a screen reader does. Prints TAP."""
import sys

from desk import Journey, Steps, wait_for

SEARCH = 'NHI number, or name and year of birth'
CARD = 'How identified'
step = Steps()


def stands_on(j, name):
    wait_for(lambda: (j.focused() or '').startswith(name), 'the focus on "%s"' % name)


@step
def nobody_of_that_name(j):
    wait_for(lambda: j.says(SEARCH), 'the search')
    j.focus('Bedside')
    j.type('Nobody Nowhere 1901')
    j.keys('Return')
    wait_for(lambda: j.says('NHI found nobody of that name and birth date.'), 'that there is nobody')
    stands_on(j, SEARCH)


@step
def several_it_may_be(j):
    j.keys('F2')
    j.type('Robert Tasker-Bell 1985')
    j.keys('Return')
    wait_for(lambda: j.says('Who is it?'), 'the candidates')
    assert j.says('the likeliest first')
    for words in ('TASKER-BELL, Robert Ihaia', 'ZMP4241', '24 Warren Avenue', 'TASKER-BELL, Roberta', 'score'):
        assert j.says(words), words
    assert not j.says(CARD), 'somebody was picked'
    assert not any('TASKER' in title for title in j.titles())
    j.picture('candidates')


@step
def a_line_is_read_as_a_sentence(j):
    stands_on(j, 'TASKER-BELL, Robert')
    for _ in range(8):
        if 'ZMP4241' in j.focused():
            break
        here = j.focused()
        j.keys('Down')
        wait_for(lambda: j.focused() != here, 'the next line')
    sentence = j.focused()
    assert sentence.startswith('TASKER-BELL, Robert Ihaia, 15-Jun-1985') and 'Male' in sentence, sentence


@step
def enter_brings_the_card_of_that_person(j):
    j.keys('Return')
    wait_for(lambda: j.says(CARD), 'the identity card')
    assert 'Patient record' not in j.titles(), 'a record was opened without a reason'


@step
def escape_goes_back_to_the_others(j):
    j.keys('Escape')
    wait_for(lambda: not j.says(CARD), 'the card to go')
    assert j.says('Who is it?'), 'the candidates went too'
    j.keys('Escape')
    wait_for(lambda: not j.says('Who is it?'), 'the candidates to go')
    assert not j.says('ZMP4241'), 'somebody who was not opened is still here'


if __name__ == '__main__':
    sys.exit(step.run(Journey))
