"""delta.py: what is new since the clinician last looked, and since a saved copy that stood in

SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys

from bench import Rows, Setting, check, holds, matches, same

row = Rows()
NHI = 'ZKC7284'
LOOKED = r'^Since you last looked \(\d\d-[A-Z][a-z]{2}, \d\d:\d\d\): '


def condition(number, text, status='active'):
    return {'resourceType': 'Condition', 'id': f'delta-{number}',
            'clinicalStatus': {'coding': [{'system': 'http://terminology.hl7.org/CodeSystem/condition-clinical', 'code': status}]},
            'code': {'text': text}, 'subject': {'reference': f'https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/{NHI}'}}


def delta(b, *more, **how):
    return b.desk().summary(NHI, *more, **how).json['delta']


@row('delta: first look', 'nothing to compare with, and nothing said')
def first(b):
    same(delta(b), None, 'delta')


@row('delta: no change', 'said in so many words, after a restart of the program')
def unchanged(b):
    matches(delta(b), LOOKED + 'no change in what is shown$', 'delta')


@row('delta: new, stopped and changed', 'counted, each once')
def counted(b):
    for number in (1, 2):
        b.drill.record(NHI, 'sdhr', condition(number, f'Invented illness {number}'))
    said = b.desk().text(NHI).out
    matches(said, r'(?m)' + LOOKED + '2 new$', 'the text')
    same(said.count('new since you last looked'), 2, 'marks in the text')
    b.drill.record(NHI, 'sdhr', condition(1, 'Invented illness 1', 'resolved'))
    b.drill.record(NHI, 'sdhr', condition(2, 'Invented illness, of another name'))
    b.drill.record(NHI, 'sdhr', condition(3, 'Invented illness 3'))
    s = b.desk().summary(NHI)
    matches(s.json['delta'], LOOKED + '1 new, 1 stopped, 1 changed$', 'delta')
    same([(f['text'], f['entries']) for f in s.json['findings'] if f['kind'] == 'status-changed'],
         [('Current when you last looked, and not now: Invented illness 1 (Resolved)', ['sdhr/Condition/delta-1'])],
         'what is found')
    same(sorted((c['entry'], c['kind'], c['since']) for c in s.json['changes']),
         [('sdhr/Condition/delta-1', 'stopped', 'last-look'), ('sdhr/Condition/delta-2', 'changed', 'last-look'),
          ('sdhr/Condition/delta-3', 'new', 'last-look')], 'the marks of the rows')
    matches(b.desk().text(NHI).out, r'(?m)' + LOOKED + 'no change', 'the text')


@row('delta: silence', 'a service that does not answer changes nothing, and what comes back is not new')
def silence(b):
    b.drill.fault('sdhr', '503')
    try:
        matches(delta(b), LOOKED + 'no change', 'delta')
    finally:
        b.drill.heal()
    matches(delta(b), LOOKED + 'no change', 'delta')


@row('delta: saved copy', 'live answers that come after the copy stood in are compared with it')
def saved_copy(b):
    b.drill.record(NHI, 'sdhr', condition(4, 'Invented illness 4'))
    b.drill.fault('sdhr', 'latency', ms=4500)
    try:
        text = delta(b)
    finally:
        b.drill.heal()
    lines = text.split('\n')
    matches(lines[0], LOOKED + '1 new$', 'the first line')
    matches(lines[1], r'^Since the saved copy \(\d\d-[A-Z][a-z]{2}, \d\d:\d\d\): 1 new$', 'the second line')
    check(len(lines) == 2, f'more than two lines: {text}')


@row('delta: whose look', 'another clinician on the device has not looked')
def another(b):
    other = b.desk('tfaleolo')
    same(other.summary(NHI).json['delta'], None, 'delta of who never looked')
    holds(str(delta(b)), 'Since you last looked', 'delta of who did')


if __name__ == '__main__':
    sys.exit(row.run(Setting()))
