#!/usr/bin/python3
# sign-in.py: who is at the desk: a first time, a slip, another person, a lock and what opens it
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives bedside by real keys and looks at it as a screen reader does. Prints TAP."""
import os
import sys

from desk import PASSPHRASE, Journey, Steps, wait_for

QUESTION = 'Who is at the desk?'
SEARCH = 'NHI number, or name and year of birth'
FIRST, SECOND = 'Dr Hinemoa Parata-Ellis', 'Dr Tavita Faleolo'
FIRST_TIME = 'Your first time on this device'
step = Steps()


def stands_on(j, name):
    wait_for(lambda: (j.focused() or '').startswith(name), 'the focus on "%s"' % name)


@step
def the_first_line_has_the_focus(j):
    wait_for(lambda: j.says(QUESTION), 'the sign-in page')
    j.focus('Bedside')
    stands_on(j, FIRST)
    assert j.says('Clinician, emergency'), 'what the person may do'
    j.picture('people')


@step
def one_picks_ones_own_line(j):
    j.keys('Down')
    stands_on(j, SECOND)
    j.keys('Return')
    wait_for(lambda: j.says(FIRST_TIME), 'that it is the first time')
    stands_on(j, 'Passphrase')
    assert not j.says(QUESTION), 'two questions at once'
    j.picture('first-time')


@step
def escape_goes_back_to_the_people(j):
    j.type('typed by mistake')
    j.keys('Escape')
    wait_for(lambda: j.says(QUESTION), 'the people')
    stands_on(j, SECOND)
    j.keys('Up')
    stands_on(j, FIRST)
    j.keys('Return')
    stands_on(j, 'Passphrase')
    assert not j.says('typed by mistake')


@step
def two_that_differ_are_asked_again(j):
    j.type('one thing and no other')
    j.keys('Return')
    stands_on(j, 'Passphrase again')
    j.type('another thing altogether')
    j.keys('Return')
    wait_for(lambda: j.says('The two passphrases differ. Enter both again.'), 'that they differ')
    stands_on(j, 'Passphrase')
    j.picture('differ')


@step
def too_short_is_refused(j):
    j.type('short')
    j.keys('Return')
    j.type('short')
    j.keys('Return')
    wait_for(lambda: j.says('A passphrase has 8 characters or more.'), 'how long it must be', 40)
    stands_on(j, 'Passphrase')
    j.picture('too-short')


@step
def entered_twice_the_same_it_opens(j):
    j.type(PASSPHRASE)
    j.keys('Return')
    j.type(PASSPHRASE)
    j.keys('Return')
    wait_for(lambda: j.says(SEARCH), 'home', 60)
    assert j.says(FIRST)
    stands_on(j, SEARCH)


@step
def locked_it_says_who_can_open_it(j):
    j.keys('ctrl+l')
    wait_for(lambda: j.says('Locked'), 'the lock page')
    assert j.says(FIRST)
    stands_on(j, 'Passphrase')
    j.picture('locked')


@step
def a_wrong_passphrase_opens_nothing(j):
    j.type('not the right one at all')
    j.keys('Return')
    wait_for(lambda: j.says('That is not the passphrase.'), 'that it is wrong', 40)
    stands_on(j, 'Passphrase')
    assert not j.says(SEARCH)
    j.picture('wrong')


@step
def somebody_else_signs_in(j):
    j.keys('Tab')
    stands_on(j, 'Unlock')
    j.keys('Tab')
    stands_on(j, 'Somebody else signs in')
    j.keys('Return')
    wait_for(lambda: j.says(QUESTION), 'the people', 40)
    j.focus('Bedside')
    stands_on(j, FIRST)
    j.keys('Return')
    wait_for(lambda: j.says('Your passphrase for this device.'), 'that the device knows the person')
    assert not j.says(FIRST_TIME)
    j.type(PASSPHRASE)
    j.keys('Return')
    wait_for(lambda: j.says(SEARCH), 'home', 60)


@step
def nothing_was_complained_of(j):
    with open(os.path.join(j.folder, 'bedside.log'), encoding='utf-8', errors='replace') as log:
        words = log.read()
    assert 'WARNING' not in words and 'CRITICAL' not in words, words


if __name__ == '__main__':
    sys.exit(step.run(lambda: Journey(sign_in=None)))
