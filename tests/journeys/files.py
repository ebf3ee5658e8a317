#!/usr/bin/python3
# files.py: a file that a patient brought: opened in every way there is, refused where it must be, forgotten
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives bedside by real keys and looks at it as a screen reader does. Prints TAP."""
import json
import os
import sys

from desk import Journey, Steps, wait_for

FAMILY, GIVEN = 'Kereama', 'Tui'
UNCHECKED = 'says, not checked with NHI. No service was asked'
SEARCH = 'NHI number, or name and year of birth'
OPEN = 'Open a FHIR file'
step = Steps()


def person(identity, family, given):
    return {'resourceType': 'Patient', 'id': identity, 'name': [{'family': family, 'given': [given]}],
            'gender': 'female', 'birthDate': '1958-09-30'}


def condition(identity, words, whose):
    return {'resourceType': 'Condition', 'id': identity, 'code': {'text': words},
            'subject': {'reference': 'Patient/' + whose}}


def bundle(kind, *resources):
    return {'resourceType': 'Bundle', 'type': kind, 'timestamp': '2026-03-04T09:00:00+13:00',
            'entry': [{'fullUrl': 'urn:uuid:%d' % n, 'resource': resource} for n, resource in enumerate(resources, 1)]}


def document():
    """A summary from elsewhere; its narrative says more than its entries."""
    composition = {
        'resourceType': 'Composition', 'id': 'c', 'status': 'final', 'title': 'Discharge summary',
        'date': '2026-03-04', 'subject': {'reference': 'Patient/p'}, 'author': [{'display': 'Ward 5'}],
        'section': [
            {'title': 'Allergies', 'code': {'coding': [{'system': 'http://loinc.org', 'code': '48765-2'}]},
             'entry': [{'reference': 'AllergyIntolerance/a'}]},
            {'title': 'Problems', 'code': {'coding': [{'system': 'http://loinc.org', 'code': '11450-4'}]},
             'text': {'status': 'additional', 'div': '<div><p>Ring the daughter first</p></div>'},
             'entry': [{'reference': 'Condition/k'}]},
            {'title': 'Results', 'code': {'coding': [{'system': 'http://loinc.org', 'code': '30954-2'}]},
             'emptyReason': {'coding': [{'code': 'notasked'}]}},
        ]}
    allergy = {'resourceType': 'AllergyIntolerance', 'id': 'a', 'code': {'text': 'Flucloxacillin'},
               'clinicalStatus': {'coding': [{'code': 'active'}]}, 'criticality': 'high',
               'reaction': [{'manifestation': [{'text': 'Anaphylaxis'}], 'severity': 'severe'}],
               'patient': {'reference': 'Patient/p'}}
    return bundle('document', composition, person('p', FAMILY, GIVEN), allergy, condition('k', 'Gout', 'p'))


def file_of(j, name):
    return os.path.join(j.folder, 'files', name)


def write(j, name, content):
    with open(file_of(j, name), 'w', encoding='utf-8') as file:
        file.write(content if isinstance(content, str) else json.dumps(content))


class Files(Journey):
    """A folder of files whose names hold a person's name, as such files do."""

    def __init__(self):
        super().__init__(sign_in=None)
        os.mkdir(os.path.join(self.folder, 'files'))
        write(self, 'kereama-summary.json', document())
        write(self, 'kereama-two.json', bundle('searchset', person('p', FAMILY, GIVEN), person('q', 'Manihera', 'Rua'),
                                               condition('k', 'Asthma', 'p')))
        write(self, 'kereama-claim.json', {'resourceType': 'Claim', 'id': 'c', 'status': 'active'})
        write(self, 'kereama.txt', 'Kereama, Tui is allergic to flucloxacillin')
        write(self, 'kereama-empty.json', '')
        write(self, 'kereama-half.json', json.dumps(document())[:-40])
        write(self, 'kereama-list.json', json.dumps([document()]))
        write(self, 'kereama-twice.json', '{"resourceType": "Patient", "gender": "male", "gender": "female"}')
        write(self, 'kereama-large.json', '{"resourceType": "Patient", "text": "' + 'Kereama ' * (5 << 20) + '"}')

    def choose(self, name):
        """Ctrl+O, and the path typed into the dialog."""
        before = [title for title in self.titles() if title in ('Bedside', 'File', 'Patient record')][-1]
        self.focus(before)
        self.keys('ctrl+o')
        self.focus(OPEN)
        self.path(file_of(self, name))
        wait_for(lambda: OPEN not in self.titles(), 'the dialog to go')

    def keeps_quiet(self):
        """No title, no sentence names the person."""
        told = [text for text in self.texts() + self.titles() if 'kereama' in text.lower()]
        assert not told, 'it says %s' % told

    def home(self):
        self.focus('File')
        self.keys('Escape')
        wait_for(lambda: 'File' not in self.titles() and 'Bedside' in self.titles(), 'home')
        wait_for(lambda: not self.says(UNCHECKED), 'the page to be gone')


@step
def a_file_waits_until_somebody_is_signed_in(j):
    wait_for(lambda: j.says('Who is at the desk?'), 'the sign-in page')
    j.app.kill()
    j.app.wait()
    j.start(file_of(j, 'kereama-summary.json'), sign_in=None)
    wait_for(lambda: j.says('Who is at the desk?'), 'the sign-in page again')
    j.keeps_quiet()
    j.app.kill()
    j.app.wait()


@step
def bedside_file_shows_what_stands_in_it(j):
    j.start(file_of(j, 'kereama-summary.json'))
    wait_for(lambda: 'File' in j.titles(), 'the page of the file')
    for words in ('Discharge summary', '04-Mar-2026', 'Ward 5', 'KEREAMA, Tui', '30-Sep-1958', UNCHECKED,
                  'Flucloxacillin', 'Anaphylaxis', 'Gout', 'Empty, and the document says why: not asked'):
        wait_for(lambda: j.says(words), words)
    assert not any('kereama' in title.lower() for title in j.titles())
    j.picture('file')


@step
def by_keyboard_into_a_line_and_back(j):
    j.focus('File')
    wait_for(lambda: 'Flucloxacillin' in (j.focused() or ''), 'the first line to have the focus')
    j.keys('Return')
    wait_for(lambda: j.says('Kind and number'), 'the detail')
    j.picture('file-detail')
    j.keys('Escape')
    wait_for(lambda: not j.says('Kind and number'), 'the detail to go')
    wait_for(lambda: 'Flucloxacillin' in (j.focused() or ''), 'the focus to come back')
    assert 'File' in j.titles(), 'the page went with its detail'


@step
def escape_goes_home_and_forgets(j):
    j.home()
    wait_for(lambda: not j.says('Flucloxacillin'), 'the file to be forgotten')
    j.keeps_quiet()


@step
def opened_through_the_dialog(j):
    j.choose('kereama-two.json')
    wait_for(lambda: j.says('The file holds several people. Do not read them as one.'), 'the warning')
    assert j.says('KEREAMA, Tui') and j.says('MANIHERA, Rua') and j.says('Asthma')
    j.picture('two-people')


@step
def another_file_takes_its_place(j):
    j.choose('kereama-summary.json')
    wait_for(lambda: j.says('Discharge summary'), 'the other file')
    wait_for(lambda: not j.says('Asthma'), 'the first to be gone')
    j.home()


@step
def another_resource_is_named_and_not_drawn(j):
    j.choose('kereama-claim.json')
    wait_for(lambda: j.says('Not shown: Claim'), 'what is not drawn')
    assert j.says('The file does not say whom it is about.')
    j.home()


@step
def what_is_no_fhir_file_is_refused(j):
    for name in ('kereama.txt', 'kereama-empty.json', 'kereama-half.json', 'kereama-list.json'):
        j.choose(name)
        wait_for(lambda: j.says('This is not a whole FHIR file in JSON.'), 'why %s is refused' % name)
        j.keeps_quiet()
        j.choose('kereama-claim.json')       # the sentence goes with the next file
        wait_for(lambda: 'File' in j.titles(), 'the next file')
        j.home()
        assert not j.says('This is not a whole FHIR file in JSON.'), 'the sentence stayed'


@step
def too_large_and_self_contradicting_are_refused(j):
    for name, words in (('kereama-large.json', 'The file is larger than 32 MiB.'),
                        ('kereama-twice.json', 'The file says one thing twice in one place')):
        j.choose(name)
        wait_for(lambda: j.says(words), words)
        j.keeps_quiet()
    j.picture('refused')


@step
def refused_over_another_file(j):
    j.choose('kereama-summary.json')
    wait_for(lambda: 'File' in j.titles(), 'a file')
    j.choose('kereama.txt')
    wait_for(lambda: j.says('This is not a whole FHIR file in JSON.'), 'why it is refused')
    assert j.says('Discharge summary'), 'the file that was open went'
    j.picture('refused-over')


@step
def nothing_chosen_changes_nothing(j):
    j.focus('File')
    j.keys('ctrl+o')
    j.focus(OPEN)
    j.keys('Escape')
    wait_for(lambda: OPEN not in j.titles(), 'the dialog to go')
    assert j.says('Discharge summary')


@step
def the_lock_takes_it_away(j):
    j.focus('File')
    j.keys('ctrl+l')
    wait_for(lambda: j.says('Locked'), 'the lock page')
    assert not j.says('Flucloxacillin') and not j.says('Discharge summary')
    j.keeps_quiet()
    j.keys('ctrl+o')
    assert OPEN not in j.titles(), 'a file can be chosen while it is locked'


@step
def no_list_of_recent_files_names_it(j):
    recent = os.path.join(os.environ['XDG_DATA_HOME'], 'recently-used.xbel')
    if os.path.exists(recent):
        with open(recent, encoding='utf-8') as file:
            assert 'kereama' not in file.read().lower(), 'the list of recent files'
    with open(os.path.join(j.folder, 'bedside.log'), encoding='utf-8', errors='replace') as log:
        assert 'kereama' not in log.read().lower(), 'the log'


if __name__ == '__main__':
    sys.exit(step.run(Files))
