"""mws.py: MWS compliance tests (MWS guide 1.1.3)

SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys

from bench import NONE_KNOWN, Rows, Setting, check, holds, lacks, matches, same

row = Rows()


@row('MWS-Search-1', 'every warning, coded or free text, with all its fields')
def search_1(b):
    s = b.look('ZLR3241')
    warnings = {e['id'].split('/')[-1].split('|')[-1]: e for e in s.entries('allergies', 'mws')}
    same(len(warnings), 5, 'warnings')
    by_note = {n: e for e in warnings.values() for n in e['notes']}
    legacy = by_note['SEVERE reaction to Maxolon IV, 1994 Kew Hospital: oculogyric crisis, needed benztropine. '
                     'Do not give metoclopramide.']
    same(legacy['group'], 'current', 'a free-text warning has the weight of a coded one')
    holds(legacy['title'], 'SEVERE reaction to Maxolon IV', 'its title')
    coded = s.entry('allergies', 'ibuprofen', 'mws')
    same((coded['status'], coded['category'], coded['nhi']), ('active', 'medication', 'ZLR3241'), 'coded warning')
    same(coded['reactions'][0]['manifestation'], ['Gastrointestinal hemorrhage'], 'manifestation')
    check(not coded['reactions'][0]['severity'], 'a severity nobody gave')
    same((coded['dates']['onset'], coded['dates']['recorded']), ('2013-02', '2013-02-18T11:30:00+13:00'), 'dates as received')
    for part in ('Parata-Ellis', 'Wairau Hospital', 'Health New Zealand'):
        holds(str(coded), part, 'recorder, place and organisation')


@row('MWS-Search-1', 'notes are shown whole')
def search_1_notes(b):
    out = ' '.join(b.desk().text('ZLR3241').out.split())
    holds(out, 'SEVERE reaction to Maxolon IV, 1994 Kew Hospital: oculogyric crisis, needed benztropine. '
               'Do not give metoclopramide.', 'the text')
    holds(out, 'severity not given', 'the text')


@row('MWS-Search-2', 'nothing found is not "no known allergies"')
def search_2(b):
    s = b.look('ZLR3250')
    s.must_be('allergies', 'mws', 'whole',
              r'MWS has no allergies recorded for this person\. That is not the same as none\.$')
    out = b.desk().text('ZLR3250').out
    check(not NONE_KNOWN.search(out), 'the text says none known')
    same(s.label['text'], 'Allergies not recorded', 'label')


@row('MWS-Search-2', 'three sentences for three states: none documented, not answered, not known there')
def search_2_three(b):
    none = b.look('ZLR3250').line('allergies', 'mws')['sentence']
    b.drill.heal()
    b.drill.fault('mws', '503')
    try:
        s = b.desk('mws-down', 'hparata').look('ZLR3250')
    finally:
        b.drill.heal()
    failed = s.must_be('allergies', 'mws', 'no-answer', r'MWS did not answer \(server error 503, ', complete=False)['sentence']
    same(s.label['kind'], 'unavailable', 'label while MWS is down')
    refused = b.look('ZDR1131').must_be('allergies', 'mws', 'refused')['sentence']
    same(len({none.split('.')[0], failed.split('.')[0], refused.split('.')[0]}), 3, 'different sentences')


@row('MWS-Search-3', 'active, inactive, entered in error and refuted, each in its place')
def search_3(b):
    s = b.look('ZLR3241')
    groups = {n: s.entry('allergies', n, 'mws')['group'] for n in ('ibuprofen', 'naproxen', 'aspirin', 'paracetamol')}
    same(groups, {'ibuprofen': 'current', 'naproxen': 'past', 'aspirin': 'apart', 'paracetamol': 'apart'}, 'groups')
    order = [e['group'] for e in s.entries('allergies')]
    same(order, sorted(order, key=['current', 'past', 'apart'].index), 'order')
    same((s.label['kind'], s.label['count']), ('known', 3), 'the label counts those in force, of both sources')
    out = b.desk().text('ZLR3241').out
    matches(out, r'Refuted[^\n]*aspirin', 'refuted said first')
    matches(out, r'(?i)entered in error[^\n]*paracetamol', 'entered in error said first')


@row('MWS-Search-4', 'categories are clear')
def search_4(b):
    s = b.look('ZLR3268')
    categories = {e['title']: e['category'] for e in s.entries('allergies', 'mws')}
    same(sorted(categories.values()), ['biologic', 'environment', 'food', 'medication'], 'categories')
    same(categories['Peanut'], 'food', 'peanut')
    out = b.desk().text('ZLR3268').out
    for word in ('medication', 'food', 'environment', 'biologic'):
        holds(out, word, 'the text')


@row('MWS-Search-4', 'beside SDHR: both are shown, both are named, nothing is merged')
def beside_sdhr(b):
    s = b.look('ZKC7284')
    penicillin = [e for e in s.entries('allergies') if 'enicillin' in e['title']]
    same(sorted(e['source'] for e in penicillin), ['mws', 'sdhr'], 'sources')
    same(s.label['count'], 3, 'label')


if __name__ == '__main__':
    sys.exit(row.run(Setting()))
