"""offline.py: what may be kept, what is shown without a line, and emergency access its three ways

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

from bench import CLINICAL, PASSPHRASE, Rows, Setting, check, holds, lacks, matches, same

row = Rows()
NOTE = 'Found unconscious, no family here, needs treatment now'


def clinical(requests):
    return [r for r in requests if r['service'] in CLINICAL]


def emergency(desk, nhi, initials, year, *more, reason='BG1', note=NOTE, **how):
    return desk.summary(nhi, '--note', note, '--initials', initials, '--birth-year', year, *more, reason=reason, **how)


# Retention ----------------------------------------------------------------------------

CANARIES = ['westbrook', 'penicillin', 'anaphyla', 'metformin', 'diabetes', 'comirnaty', 'osteoarthritis', 'zkc7284']


@row('retention: none', 'nothing of any source on disk, and nothing to show offline')
def retention_none(b):
    desk = b.desk('none', 'hparata', b.site().retention('none'))
    desk.look('ZKC7284')
    same(desk.on_disk(CANARIES), set(), 'words of the record on disk')
    run = desk.ctl('summary', 'ZKC7284', '--reason', 'LR1', '--offline', '--json').must(5)
    same(run.out.count('enicillin'), 0, 'what is left')
    lacks(desk.ctl('store', 'list').out, 'ZKC7284', 'the list of what is saved')


@row('retention: none for SDHR alone', 'its records go, those of others stay')
def retention_mixed(b):
    site = b.site()
    site.groups['Service sdhr'].pop('Agreement')
    desk = b.desk('mixed', 'hparata', site.service('sdhr', Retention='none', Prefetch='never'))
    desk.look('ZKC7284')
    s = desk.look('ZKC7284', '--offline')
    for section in ('allergies', 'conditions', 'observations', 'encounters'):
        s.must_be(section, 'sdhr', 'not-saved', r'Not saved on this device\.$')
        same(s.entries(section, 'sdhr'), [], f'{section} of SDHR')
    s.must_be('allergies', 'mws', 'saved-copy')
    same(s.label['kind'], 'known', 'label')


@row('retention: session', 'nothing is left after sign-out')
def retention_session(b):
    site = b.site().retention('session')
    for group, values in site.groups.items():
        if group.startswith('Service '):
            values['Agreement'] = 'Drill – invented people'
    desk = b.desk('session', 'hparata', site)
    desk.look('ZKC7284')
    same(desk.on_disk(CANARIES), set(), 'words of the record on disk')
    check(not [p for p in desk.files() if os.path.basename(p).startswith('session-')], 'a session file is left')
    desk.ctl('summary', 'ZKC7284', '--reason', 'LR1', '--offline', '--json').must(5)


@row('retention: hours', 'a copy is kept, encrypted, listed, and purged when told')
def retention_hours(b):
    desk = b.desk('hours', 'hparata')
    desk.look('ZKC7284')
    same(desk.on_disk(CANARIES), set(), 'words of the record on disk')
    holds(desk.ctl('store', 'list', '--json').must(0).out, 'ZKC7284', 'the list of what is saved')
    desk.ctl('store', 'status', '--json').must(0)
    desk.ctl('store', 'purge', 'ZKC7284').must(0)
    desk.ctl('summary', 'ZKC7284', '--reason', 'LR1', '--offline', '--json').must(5)


@row('retention: a later opt-out', 'the copies of that person go at once')
def opted_out_since(b):
    desk = b.desk('opt-out', 'hparata')
    desk.look('ZDR1000')
    b.drill.state('ZDR1000', 'sdhr', 'opted-out')
    try:
        s = desk.summary('ZDR1000')
    finally:
        b.drill.state('ZDR1000', 'sdhr', 'open')
    s.must_be('allergies', 'sdhr', 'opted-out-global', r'This person has chosen not to share through SDHR\.')
    same(s.entries('allergies', 'sdhr'), [], 'a copy shown after the opt-out')
    run = desk.ctl('summary', 'ZDR1000', '--reason', 'LR1', '--offline', '--json').must(0, 5)
    lacks(run.out, 'No known allerg', 'what is left of SDHR')
    lacks(run.out, '112', 'what is left of SDHR')


# Offline ------------------------------------------------------------------------------

@row('offline: the line goes', 'the saved copy stands in, and says why and how old')
def line_goes(b):
    desk = b.desk('line', 'hparata')
    live = desk.look('ZLR3241')
    b.drill.fault('*', 'line-down')
    try:
        s = desk.summary('ZLR3241')
    finally:
        b.drill.heal()
    line = s.must_be('allergies', 'sdhr', 'saved-copy', r'Saved copy of .+ did not answer', complete=False)
    check(line['savedAt'], 'a copy without its time')
    same([e['title'] for e in s.entries('allergies')], [e['title'] for e in live.entries('allergies')], 'allergies')
    same(s.patient['family'], 'HARKNESS', 'saved demographics')
    check('saved-copy' in s.label['qualifiers'], 'the label does not say so')


@row('offline: the services are gone', 'the whole summary from the device, and no request is tried')
def services_gone(b):
    desk = b.desk('gone', 'hparata')
    live = desk.look('ZKC7284')
    fresh = type(b)()                     # another drill, which can be stopped
    try:
        other = fresh.desk('stopped', 'hparata')
        other.look('ZKC7284')
        fresh.drill.stop()
        s = other.summary('ZKC7284', '--offline')
    finally:
        fresh.close()
    for name in ('allergies', 'conditions', 'medicines', 'observations', 'immunisations', 'encounters', 'consents'):
        same(sorted(e['title'] for e in s.entries(name)), sorted(e['title'] for e in live.entries(name)), name)
        same(s.section(name)['complete'], False, f'{name} complete')
    same(s.label['text'], live.label['text'], 'label')
    check(s.run.seconds < 10, f'took {s.run.seconds:.0f} s')


@row('offline: what a label forbids to keep', 'shown live; in the copy its absence is Bedside\'s own, and said')
def not_kept(b):
    nhi = 'ZLR3250'
    desk = b.desk('labels', 'hparata')
    for label in ('R', 'V', 'DELAU'):
        b.drill.record(nhi, 'sdhr', {
            'resourceType': 'AllergyIntolerance', 'id': f'label-{label}', 'code': {'text': f'Invented allergen {label}'},
            'meta': {'security': [{'code': label}]},
            'clinicalStatus': {'coding': [{'system': 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
                                           'code': 'active'}]},
            'patient': {'reference': f'https://api.hip.digital.health.nz/fhir/nhi/v1/Patient/{nhi}'}})
    live = desk.look(nhi)
    live.entry('allergies', 'Invented allergen V', 'sdhr')
    live.must_be('allergies', 'sdhr', 'whole')
    same(live.json['emergencyAccess']['offered'], False, 'offered, live')
    same(desk.on_disk(['invented allergen']), set(), 'words on disk')
    b.drill.fault('sdhr', 'line-down')
    try:
        s = desk.summary(nhi)
    finally:
        b.drill.heal()
    line = s.must_be('allergies', 'sdhr', 'saved-copy', r'.+ 3 records are not kept in saved copies \(marked restricted by '
                     r'their source\); ask SDHR again when the line is up\.', complete=False)
    lacks(line['sentence'], 'holding back', 'sentence')
    same(line['savedState'], 'whole', 'what SDHR said when it was saved')
    lacks(s.run.out, 'Invented allergen', 'the copy')
    check('some-not-shown' in s.label['qualifiers'], 'the label does not say that some are not shown')
    same(s.json['emergencyAccess']['offered'], False, 'offered for what Bedside does not keep')
    matches(desk.summary(nhi).json['delta'], ': 3 not shown then$', 'delta')


@row('offline: values', 'numbers, dates and notes come back as they were received')
def values_kept(b):
    desk = b.desk('gone', 'hparata')
    live, saved = desk.look('ZKC7284'), desk.look('ZKC7284', '--offline')
    for section in ('observations', 'allergies'):
        for old, new in zip(live.entries(section), saved.entries(section)):
            for field in ('title', 'value', 'unit', 'dates', 'notes', 'status', 'group', 'components', 'reactions', 'facility'):
                same(new[field], old[field], f'{field} of {old["title"]}')
    same([e['value'] for e in saved.entries('observations') if e['title'].startswith('LDL')], ['2.10'], 'LDL as received')


@row('offline: wrong passphrase', 'opens nothing, says so; five in a row block')
def wrong_passphrase(b):
    desk = b.desk('block', 'hparata')
    desk.look('ZLR3250')
    for _ in range(5):
        run = desk.ctl('summary', 'ZLR3250', '--reason', 'LR1', '--offline', '--json', passphrases=('not that one 1',))
        check(run.status in (3, 6), f'status {run.status}')
        same(run.out, '', 'output')
    run = desk.ctl('summary', 'ZLR3250', '--reason', 'LR1', '--offline', '--json')
    check(run.status in (3, 6), 'the right passphrase opens during the block')
    matches(run.err, r'(?i)20 min|block|wait|again (in|after)', 'message')


@row('save: named people', 'one act each, and what was kept of it')
def save_named(b):
    desk = b.desk('save', 'hparata')
    run = desk.ctl('save', 'ZLR3250', 'ZLR3268', '--reason', 'LR2', '--json').must(0)
    same({c['query'] for c in run.to('nhi')}, {''}, 'queries to NHI')
    listed = desk.ctl('store', 'list', '--json').must(0).out
    for nhi in ('ZLR3250', 'ZLR3268'):
        holds(listed, nhi, 'the list of what is saved')
        desk.look(nhi, '--offline')
    same(clinical(desk.ctl('save', 'ZIO0000', '--reason', 'LR2', '--json').requests), [], 'requests for no number')


# Emergency ----------------------------------------------------------------------------

@row('ETREAT: releases more', 'what was held back is shown, and nothing of it is kept')
def releases(b):
    desk = b.desk('glass', 'hparata')
    before = desk.look('ZDR1042')
    lacks(before.run.out, 'Haloperidol', 'before')
    same(before.json['emergencyAccess']['offered'], True, 'offered where something is held back')
    s = emergency(desk, 'ZDR1042', 'LF', '1984')
    check(all(r['headers']['requestContext']['purposeOfUse'] == ['ETREAT'] for r in clinical(s.requests)), 'purposes')
    same(s.json['access']['emergency'], True, 'emergency')
    s.entry('allergies', 'Haloperidol', 'sdhr')
    s.entry('conditions', 'Bipolar', 'sdhr')
    s.must_be('allergies', 'sdhr', 'whole')
    same(desk.on_disk(['haloperidol', 'bipolar', 'unconscious']), set(), 'words on disk')
    after = desk.summary('ZDR1042', '--offline')
    lacks(after.run.out, 'Haloperidol', 'the copy kept')


@row('ETREAT: releases nothing more', 'said, before and after')
def releases_nothing(b):
    desk = b.desk('glass', 'hparata')
    desk.look('ZDR1069')
    s = emergency(desk, 'ZDR1069', 'CO', '1979')
    s.must_be('allergies', 'sdhr', 'redacted', r'SDHR is holding back 1 of 1 records? marked confidential\.')
    same(s.entries('allergies', 'sdhr'), [], 'allergies')
    same(s.label['kind'], 'unavailable', 'label')


@row('ETREAT: refused', 'the service says no: its sentence, no record, other sources unharmed')
def refused(b):
    s = emergency(b.desk('refused', 'hparata'), 'ZDR1077', 'AH', '1993')
    s.must_be('allergies', 'sdhr', 'refused', r'SDHR refused this request \(403\)\. Reference ', complete=False)
    same(s.entries('allergies', 'sdhr'), [], 'allergies')
    s.must_be('allergies', 'mws', 'whole')
    check(s.label['kind'] not in ('none-known', 'not-recorded'), f'a refusal read as {s.label["text"]}')


@row('ETREAT: refused', 'a copy that stands in says that the service refused')
def refused_with_copy(b):
    desk = b.desk('glass', 'hparata')
    desk.look('ZDR1077').must_be('allergies', 'sdhr', 'redacted')
    line = emergency(desk, 'ZDR1077', 'AH', '1993').line('allergies', 'sdhr')
    check(line['state'] in ('refused', 'saved-copy'), f'state {line["state"]}')
    holds(line['sentence'], 'SDHR refused this request (403). Reference ', 'sentence')


@row('ETREAT: not confirmed', 'wrong initials, wrong year, no note, no passphrase: no record, no ETREAT request')
def not_confirmed(b):
    desk = b.desk('glass', 'hparata')
    for initials, year, note in (('XX', '1984', NOTE), ('LF', '1985', NOTE), ('LF', '1984', 'aaaaaaaaaaaaaaaaaaaaaaaaa'),
                                 ('LF', '1984', 'too short'), ('LF', '1984', 'FALEOLO, Lupe')):
        run = desk.ctl('summary', 'ZDR1042', '--reason', 'BG1', '--note', note, '--initials', initials,
                       '--birth-year', year, '--json').must(3)
        same([r['path'] for r in clinical(run.requests)], [], f'requests for {initials} {year} {note}')
        lacks(run.out, 'Haloperidol', 'output')
    run = desk.ctl('summary', 'ZDR1042', '--reason', 'BG1', '--note', NOTE, '--initials', 'LF', '--json').must(3)
    same(clinical(run.requests), [], 'requests with half a confirmation')


@row('ETREAT: offline', 'needs no network: the saved copy opens, and says that it is one')
def offline_emergency(b):
    desk = b.desk('glass', 'hparata')
    desk.look('ZDR1042')
    s = emergency(desk, 'ZDR1042', 'LF', '1984', '--offline')
    same(clinical(s.requests), [], 'requests')
    s.must_be('allergies', 'sdhr', 'saved-copy')
    check(PASSPHRASE not in s.run.out + s.run.err, 'the passphrase is told')


if __name__ == '__main__':
    sys.exit(row.run(Setting()))
