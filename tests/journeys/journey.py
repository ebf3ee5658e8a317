#!/usr/bin/python3
# journey.py: one clinician's way through the real window: a person, a dead line, an emergency, a lock
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives bedside by real keys and looks at it as a screen reader does. Prints TAP."""
import sys
import time

from desk import PASSPHRASE, Journey, Steps, wait_for

NAME = 'FALEOLO, Lupe'
OPEN = 'This is the person: open'
NOTE = 'GCS 6 after a fall, needs intubation, allergies unclear'
step = Steps()


@step
def home_is_signed_in(j):
    wait_for(lambda: j.says('NHI number, or name and year of birth'), 'the search')
    wait_for(lambda: j.says('Drill – invented people'), 'the frame of the drill')


@step
def number_brings_the_identity_card(j):
    j.focus('Bedside')
    j.type('zdr 1042')
    j.keys('Return')
    wait_for(lambda: j.says(NAME), 'the identity card')
    assert j.says('18-Jun-1984')


@step
def record_by_three_keys(j):
    j.keys('1', '2', 'Return')
    wait_for(lambda: j.says('Known allergies'), 'the allergy label')
    wait_for(lambda: j.says('SDHR is holding back 1 of 3 records marked confidential.'), 'the sentence of a redaction')
    wait_for(lambda: any(j.title(w) == 'Patient record' for w in j.windows()), 'a title without a name')
    assert not any('FALEOLO' in j.title(w) for w in j.windows())
    time.sleep(1)   # what may be kept is being kept


@step
def the_same_person_again_by_enter_or_by_the_keys(j):
    j.keys('ctrl+n')
    j.focus('Bedside')
    j.type('ZDR1042')
    j.keys('Return')
    wait_for(lambda: j.focused() == OPEN, 'what was chosen before, and the focus on what opens')
    j.keys('2')
    wait_for(lambda: j.is_checked('2 Photo ID'), 'another way to know the person')
    wait_for(lambda: (j.focused() or '').startswith('2 '), 'the reason given before')
    j.keys('2')
    wait_for(lambda: j.focused() == OPEN, 'the focus on what opens again')
    j.keys('Return')
    wait_for(lambda: j.says('Known allergies'), 'the allergy label again')


@step
def saved_copy_when_the_line_is_down(j):
    j.keys('ctrl+n')
    j.stop_drill()
    j.focus('Bedside')
    j.type('ZDR1042')
    j.keys('Return')
    wait_for(lambda: j.says('This is the saved copy of'), 'the saved identity', 30)
    j.keys('Return')
    wait_for(lambda: j.says('Known allergies'), 'the allergy label of the saved copy')
    wait_for(lambda: j.says('Saved copy of'), 'the sentence of a saved copy', 30)


@step
def emergency_access_without_a_network(j):
    j.focus('Patient record')
    j.keys('ctrl+e')
    j.focus('Emergency access')
    j.keys('1')
    j.type(NOTE)
    j.press('Continue')
    wait_for(lambda: j.says('Your own passphrase'), 'the second page')
    time.sleep(0.3)
    j.type('LF')
    j.keys('Tab')
    j.type('1984')
    j.keys('Tab')
    j.type(PASSPHRASE)
    j.press('Open restricted records')
    wait_for(lambda: not any(j.title(w) == 'Emergency access' for w in j.windows()), 'the dialog goes', 40)
    wait_for(lambda: j.says('Nothing more came') or j.says('shown under emergency access'), 'what came of it is said')
    j.picture('emergency')


@step
def lock_leaves_nothing(j):
    j.focus('Patient record')
    j.keys('ctrl+l')
    wait_for(lambda: j.says('Locked'), 'the lock page')
    texts = j.texts()
    for secret in (NAME, 'FALEOLO', 'ZDR1042', 'amoxicillin', '1984'):
        assert not any(secret in text for text in texts), 'still there after the lock'


@step
def unlock_comes_home(j):
    j.focus('Bedside')
    j.type(PASSPHRASE)
    j.keys('Return')
    wait_for(lambda: j.says('NHI number, or name and year of birth'), 'the search again')
    assert j.app.poll() is None


if __name__ == '__main__':
    sys.exit(step.run(Journey))
