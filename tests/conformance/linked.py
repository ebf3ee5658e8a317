"""linked.py: the other numbers of one person, in the services that do not join them

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import sys
import urllib.parse

from bench import PASSPHRASE, Rows, Setting, Site, check, holds, lacks, same

row = Rows()
THREE = ['ZDR1298', 'ZDR1301', 'ZDR1310']      # the last is the live one
OFFICER = 'mangroves at low tide 5'


def numbers(requests, service, kind):
    """The numbers that a service was asked for, in the order of the alphabet."""
    asked = [r for r in requests if r['service'] == service and r['path'].endswith('/' + kind)]
    return sorted(re.search(r'[A-Z]{3}[0-9]{4}', urllib.parse.unquote(str(r))).group() for r in asked)


@row('LINKED-1', 'warnings, medicines and consents of every number, each with its own')
def every_number(b):
    for asked in ('ZDR1310', 'ZDR1301'):
        s = b.look(asked)
        same((s.patient['nhi'], sorted(s.patient['linkedNhis'])), ('ZDR1310', THREE[:2]), 'numbers')
        warnings = {e['title'].split()[0]: e for e in s.entries('allergies', 'mws')}
        same({t: e['nhi'] for t, e in warnings.items()},
             {'Penicillin': 'ZDR1298', 'Wheeze': 'ZDR1301', 'Green-lipped': 'ZDR1310'}, 'whose warning each is')
        same(sorted(t for t, e in warnings.items() if 'other-nhi' in e['marks']), ['Penicillin', 'Wheeze'], 'marked')
        medicines = {(e['title'].split()[0], e['nhi']) for e in s.entries('medicines', 'mdr')}
        same(medicines, {('Atorvastatin', 'ZDR1310'), ('Warfarin', 'ZDR1301')}, 'whose medicine each is')
        same([e['nhi'] for e in s.entries('consents', 'shared-care')], ['ZDR1298'], 'whose consent it is')
        same((s.label['kind'], s.label['count']), ('known', 3), 'label')
    text = b.desk().text('ZDR1310').out
    for number in THREE[:2]:
        holds(text, number, 'the text')


@row('LINKED-2', 'one line a source: whole, its counts added, each service asked for each number once')
def one_line(b):
    s = b.look('ZDR1310')
    line = s.must_be('allergies', 'mws', 'whole', r'MWS · live, answered ')
    same((line['total'], line['received']), (3, 3), 'counts')
    s.must_be('medicines', 'mdr', 'whole', complete=True)
    for service, kind in (('mws', 'AllergyIntolerance'), ('mdr', 'MedicationRequest'), ('mdr', 'MedicationDispense'),
                          ('shared-care', 'Consent')):
        same(numbers(s.requests, service, kind), THREE, f'numbers {service} was asked for')
    for service, kind in (('sdhr', 'AllergyIntolerance'), ('air', 'Immunization')):
        check(len([r for r in s.requests if r['service'] == service and kind in r['path']]) == 1, f'{service} joins numbers itself')


@row('LINKED-3', 'one number refused: the worst is said, what came is shown, nothing reads as whole')
def one_refused(b):
    s = b.look('ZDR1336')
    for section, source, label in (('allergies', 'mws', 'MWS'), ('medicines', 'mdr', 'MDR')):
        s.must_be(section, source, 'refused', label + r' refused this request \(403\)\. Reference \S+ Part of it was answered\.$',
                  complete=False)
        check(s.entries(section, source), f'what {label} gave for the live number is not shown')
    same([e['title'] for e in s.entries('allergies', 'mws')], ['aspirin'], 'warnings')
    refused = {r['headers']['x-correlation-id'] for r in s.requests if r['service'] == 'mws' and r['status'] == 403}
    check(any(i in s.line('allergies', 'mws')['sentence'] for i in refused), 'the reference is not that of the refused call')


@row('LINKED-4', 'the saved copy holds every number; half an answer never takes its place')
def saved(b):
    desk = b.desk('linked-saved', 'hparata')
    desk.look('ZDR1310')
    s = desk.look('ZDR1310', '--offline')
    s.must_be('allergies', 'mws', 'saved-copy')
    same(sorted(e['nhi'] for e in s.entries('allergies', 'mws')), THREE, 'whose warnings were saved')
    same(sorted({e['nhi'] for e in s.entries('medicines', 'mdr')}), ['ZDR1301', 'ZDR1310'], 'whose medicines were saved')
    s = desk.look('ZDR1301', '--offline')
    same(s.patient['nhi'], 'ZDR1310', 'the live number, from the copy')
    desk.look('ZDR1336')
    same(desk.look('ZDR1336', '--offline').line('allergies', 'mws')['state'], 'not-saved', 'half an answer')


@row('LINKED-5', 'the audit log accounts for every number asked for')
def audited(b):
    desk = b.desk('linked-audited', 'hparata')
    key = os.path.join(desk.folder, 'officer.key')
    told = desk.ctl('audit', 'new-key', key).must(0).out
    Site.of(desk.site).set('Access', OfficerKeys=re.search(r'[A-Za-z0-9+/]{43}=', told).group()).write(desk.site)
    calls = [r for r in desk.look('ZDR1310').requests if r['service'] in ('mws', 'mdr', 'shared-care')]
    desk.ctl('device', 'add', 'rkaur', passphrases=(PASSPHRASE, OFFICER)).must(0)
    run = desk.ctl('audit', 'export', '--officer-key-file', key, user='rkaur', passphrases=(OFFICER,)).must(0)
    events = {e['act']: e for e in (line['event'] for line in run.json['events']) if e['act'].startswith('record-')}
    for act in ('record-opened', 'record-result'):
        same(sorted(events[act]['nhis']), THREE, f'numbers of {act}')
    logged = {call.split()[-1] for call in events['record-result']['calls']}
    same({r['headers']['x-correlation-id'] for r in calls} - logged, set(), 'requests that are not in the log')
    lacks(str(events['record-result']['calls']), 'ZDR', 'a call')


if __name__ == '__main__':
    sys.exit(row.run(Setting()))
