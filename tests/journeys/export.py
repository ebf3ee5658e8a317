#!/usr/bin/python3
# export.py: a person asks for their own record: written, given, read again; and every way to stop before that
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives bedside by real keys and looks at it as a screen reader does. Prints TAP."""
import os
import stat
import subprocess
import sys

from desk import Journey, Steps, wait_for

SEARCH = 'NHI number, or name and year of birth'
NUMBER, NAME, INITIALS, YEAR = 'ZKC7284', 'WESTBROOK, Sage', 'SW', '1971'
DIALOG = 'A summary for the person'
CHOOSER = 'Where the summary goes'
MENU_ITEM = 'Summary for the person…'
TREATING, ASKED_FOR = '1', '5'
PATIENT = ('ZDR1042', 'FALEOLO, Lupe')
step = Steps()


class Export(Journey):
    """Somebody who is treated, and somebody who asks."""

    def __init__(self):
        super().__init__()
        self.given = os.path.join(self.folder, 'given')
        os.mkdir(self.given)
        self.summary = os.path.join(self.given, 'westbrook.json')

    def open(self, number, name, why):
        self.type(number)
        self.keys('Return')
        wait_for(lambda: self.says(name), 'the identity card')
        self.keys('1', why, 'Return')
        wait_for(lambda: 'Patient record' in self.titles(), 'the record')
        wait_for(lambda: not any('asking' in text.lower() for text in self.texts()), 'every source to settle', 30)
        self.focus('Patient record')

    def ask(self):
        """Through the menu, by keyboard."""
        self.menu(MENU_ITEM)

    def retype(self, initials, year):
        """Over whatever stands there."""
        wait_for(lambda: self.focused() in ('Initials of the person', 'Year of birth, four digits'), 'an entry')
        if self.focused() != 'Initials of the person':
            self.keys('shift+Tab')
        self.keys('ctrl+a')
        self.type(initials)
        self.keys('Tab', 'ctrl+a')
        self.type(year)
        self.keys('Return')


@step
def not_without_the_persons_asking(j):
    wait_for(lambda: j.says(SEARCH), 'the search')
    j.focus('Bedside')
    j.open(*PATIENT, TREATING)
    j.ask()
    wait_for(lambda: j.says('A summary is written only for the person, at their request.'), 'why there is none')
    assert DIALOG not in j.titles()
    j.picture('export-why-not')


@step
def the_dialog_says_whose_and_what_it_makes(j):
    j.focus('Patient record')
    j.keys('ctrl+n')
    j.focus('Bedside')
    wait_for(lambda: not j.says('A summary is written only'), 'the sentence to go with its record')
    j.open(NUMBER, NAME, ASKED_FOR)
    j.ask()
    j.focus(DIALOG)
    for words in (NAME, '05-Feb-1971', NUMBER, 'a file that is not encrypted', 'is recorded'):
        assert j.says(words), words
    wait_for(lambda: j.focused() == 'Initials of the person', 'the first entry to have the focus')
    assert 'WESTBROOK' not in ' '.join(j.titles())
    j.picture('export')


@step
def another_person_is_refused(j):
    j.retype('XX', '1900')
    wait_for(lambda: j.says('The initials are not those of the person on the banner.'), 'that it is not this person')
    assert CHOOSER not in j.titles()
    j.picture('export-refused')


@step
def escape_leaves_no_file(j):
    j.keys('Escape')
    wait_for(lambda: DIALOG not in j.titles(), 'the dialog to go')
    assert os.listdir(j.given) == []
    assert 'Patient record' in j.titles(), 'the record went with its dialog'


@step
def no_place_chosen_leaves_no_file(j):
    j.focus('Patient record')
    j.ask()
    j.focus(DIALOG)
    j.retype(INITIALS, YEAR)
    j.focus(CHOOSER)
    assert not j.says('westbrook'), 'the name offered tells whose it is'
    j.picture('export-chooser')
    j.keys('Escape')
    wait_for(lambda: CHOOSER not in j.titles(), 'the chooser to go')
    assert os.listdir(j.given) == [] and DIALOG in j.titles()


@step
def written_for_its_owner_alone(j):
    j.focus(DIALOG)
    j.retype(INITIALS, YEAR)
    j.focus(CHOOSER)
    j.keys('ctrl+a')
    j.path(j.summary)
    wait_for(lambda: j.says('The summary is written.'), 'that it is written', 30)
    wait_for(lambda: j.says('remove the file from this computer'), 'what to do with it')
    assert stat.S_IMODE(os.stat(j.summary).st_mode) == 0o600
    j.focus(DIALOG)
    j.picture('export-done')
    j.keys('Return')                # the focus is on Close
    wait_for(lambda: DIALOG not in j.titles(), 'the dialog to go')


@step
def read_again_by_the_command(j):
    read = subprocess.run([os.environ['BEDSIDECTL'], 'read', j.summary], stdout=subprocess.PIPE, check=False)
    words = read.stdout.decode()
    assert read.returncode == 0, read.returncode
    for part in (NAME, NUMBER, 'Penicillin'):
        assert part.lower() in words.lower(), part


@step
def read_again_in_the_window(j):
    j.focus('Patient record')
    j.keys('ctrl+o')
    j.focus('Open a FHIR file')
    j.path(j.summary)
    wait_for(lambda: 'File' in j.titles(), 'the page of the file')
    wait_for(lambda: j.says('As the document says, not checked with NHI.'), 'that nobody checked it')
    assert j.says(NAME) and any('penicillin' in text.lower() for text in j.texts())
    j.picture('export-read')


@step
def it_stands_in_the_log_and_in_no_list(j):
    recent = os.path.join(os.environ['XDG_DATA_HOME'], 'recently-used.xbel')
    if os.path.exists(recent):
        with open(recent, encoding='utf-8') as file:
            assert 'westbrook' not in file.read().lower(), 'the list of recent files'
    with open(os.path.join(j.folder, 'bedside.log'), encoding='utf-8', errors='replace') as log:
        assert 'westbrook' not in log.read().lower(), 'the log'
    assert j.app.poll() is None


if __name__ == '__main__':
    sys.exit(step.run(Export))
